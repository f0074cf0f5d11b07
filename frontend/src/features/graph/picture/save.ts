import { paintScene, type ColourOf, type Scene, sceneSvg } from "./scene";

/** Pixels of a PNG file for each of the picture, so that print is sharp. */
const SHARPNESS = 2;
/** No browser makes canvases larger than this on a side. */
const LARGEST = 16_000;

function offer(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** Hand the picture to the person as a file. */
export async function saveScene(
  scene: Scene,
  colourOf: ColourOf,
  format: "svg" | "png",
  name: string,
): Promise<void> {
  if (format === "svg") {
    offer(new Blob([sceneSvg(scene, colourOf)], { type: "image/svg+xml" }), `${name}.svg`);
    return;
  }
  const scale = Math.min(SHARPNESS, LARGEST / Math.max(scene.width, scene.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(scene.width * scale);
  canvas.height = Math.round(scene.height * scale);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot paint pictures.");
  context.scale(scale, scale);
  paintScene(context, scene, colourOf);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (!blob) throw new Error("The picture is too large for this browser.");
  offer(blob, `${name}.png`);
}

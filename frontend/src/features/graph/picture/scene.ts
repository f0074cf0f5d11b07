/** A picture as plain marks, from which the page, an SVG file and a PNG file are made alike. */

/** Names of colours; what they are depends on light and dark. Relations are named by their words. */
export type Colour = string;

export interface Line {
  kind: "line";
  x1: number;
  y1: number;
  x2: number;
  y2: number;
  colour: Colour;
  width: number;
  dashed?: boolean;
  /** An arrow's head at the second end. */
  arrow?: boolean;
  /** The edge that it stands for. */
  edge?: number | undefined;
}

export interface Dot {
  kind: "dot";
  x: number;
  y: number;
  r: number;
  colour: Colour;
  /** Only the rim, the inside of paper. */
  hollow?: boolean;
}

export interface Words {
  kind: "words";
  x: number;
  /** Of the line on which the letters stand. */
  y: number;
  text: string;
  colour: Colour;
  size: number;
  strong?: boolean;
  serif?: boolean;
  anchor: "start" | "middle" | "end";
  /** The concept that it names. */
  concept?: number | undefined;
}

export type Mark = Line | Dot | Words;

export interface Scene {
  width: number;
  height: number;
  title: string;
  marks: Mark[];
}

export type ColourOf = (colour: Colour) => string;

const SANS = "'Inter Variable', Inter, sans-serif";
const SERIF = "'Source Serif 4 Variable', 'Source Serif 4', Georgia, serif";
const HALO = 4;

export function fontOf({ serif }: Words): string {
  return serif ? SERIF : SANS;
}

/** The corners of an arrow's head, its tip at the second end of the line. */
export function headOf(line: Line): [number, number][] {
  const length = Math.hypot(line.x2 - line.x1, line.y2 - line.y1) || 1;
  const [ux, uy] = [(line.x2 - line.x1) / length, (line.y2 - line.y1) / length];
  const long = 5 + 1.6 * line.width;
  const wide = 2.2 + line.width;
  const [bx, by] = [line.x2 - ux * long, line.y2 - uy * long];
  return [
    [line.x2, line.y2],
    [bx - uy * wide, by + ux * wide],
    [bx + uy * wide, by - ux * wide],
  ];
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

const short = (value: number) => String(Number(value.toFixed(1)));

function markSvg(mark: Mark, colourOf: ColourOf): string {
  const colour = colourOf(mark.colour);
  if (mark.kind === "dot") {
    const fill = mark.hollow
      ? `fill="${colourOf("paper")}" stroke="${colour}" stroke-width="2"`
      : `fill="${colour}"`;
    return `<circle cx="${short(mark.x)}" cy="${short(mark.y)}" r="${short(mark.r)}" ${fill}/>`;
  }
  if (mark.kind === "line") {
    const dash = mark.dashed ? ' stroke-dasharray="6 4"' : "";
    const line =
      `<line x1="${short(mark.x1)}" y1="${short(mark.y1)}" x2="${short(mark.x2)}" y2="${short(mark.y2)}"` +
      ` stroke="${colour}" stroke-width="${short(mark.width)}"${dash}/>`;
    if (!mark.arrow) return line;
    const corners = headOf(mark).map((corner) => corner.map(short).join(","));
    return `${line}<polygon points="${corners.join(" ")}" fill="${colour}"/>`;
  }
  return (
    `<text x="${short(mark.x)}" y="${short(mark.y)}" font-family="${fontOf(mark)}" font-size="${short(mark.size)}"` +
    ` font-weight="${mark.strong ? 700 : 500}" text-anchor="${mark.anchor}" fill="${colour}"` +
    ` stroke="${colourOf("paper")}" stroke-width="${HALO}" stroke-linejoin="round" paint-order="stroke"` +
    `>${escaped(mark.text)}</text>`
  );
}

/** An SVG file. Opens in browsers and drawing programs without anything else. */
export function sceneSvg(scene: Scene, colourOf: ColourOf): string {
  const { width, height } = scene;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${short(width)}" height="${short(height)}"` +
      ` viewBox="0 0 ${short(width)} ${short(height)}" role="img">`,
    `<title>${escaped(scene.title)}</title>`,
    `<rect width="100%" height="100%" fill="${colourOf("paper")}"/>`,
    ...scene.marks.map((mark) => markSvg(mark, colourOf)),
    "</svg>",
    "",
  ].join("\n");
}

/** Paint on a canvas, for a PNG file. */
export function paintScene(
  context: CanvasRenderingContext2D,
  scene: Scene,
  colourOf: ColourOf,
): void {
  context.fillStyle = colourOf("paper");
  context.fillRect(0, 0, scene.width, scene.height);
  for (const mark of scene.marks) paint(context, mark, colourOf);
}

function paint(context: CanvasRenderingContext2D, mark: Mark, colourOf: ColourOf): void {
  const colour = colourOf(mark.colour);
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineJoin = "round";
  context.beginPath();
  if (mark.kind === "dot") {
    context.arc(mark.x, mark.y, mark.r, 0, 2 * Math.PI);
    if (mark.hollow) context.fillStyle = colourOf("paper");
    context.fill();
    context.lineWidth = 2;
    if (mark.hollow) context.stroke();
  } else if (mark.kind === "line") {
    context.lineWidth = mark.width;
    context.setLineDash(mark.dashed ? [6, 4] : []);
    context.moveTo(mark.x1, mark.y1);
    context.lineTo(mark.x2, mark.y2);
    context.stroke();
    context.setLineDash([]);
    if (!mark.arrow) return;
    context.beginPath();
    for (const [x, y] of headOf(mark)) context.lineTo(x, y);
    context.fill();
  } else {
    context.font = `${mark.strong ? 700 : 500} ${mark.size}px ${fontOf(mark)}`;
    context.textAlign = mark.anchor === "middle" ? "center" : mark.anchor;
    context.strokeStyle = colourOf("paper");
    context.lineWidth = HALO;
    context.strokeText(mark.text, mark.x, mark.y);
    context.fillText(mark.text, mark.x, mark.y);
  }
}

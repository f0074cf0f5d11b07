/** How names are written beside and over the nodes. */

import type { Palette } from "./colours";

export interface Labelled {
  x: number;
  y: number;
  size: number;
  label?: string | null;
  /** On which side of its node a name stands, so that it lies outside of the ring. */
  labelLeft?: boolean;
  strong?: boolean;
}

const GAP = 5;

function write(
  context: CanvasRenderingContext2D,
  data: Labelled,
  palette: Palette,
  font: string,
): void {
  if (!data.label) return;
  context.font = `${data.strong ? 700 : 500} 13px ${font}`;
  const width = data.labelLeft ? context.measureText(data.label).width : 0;
  const x = data.labelLeft ? data.x - data.size - GAP - width : data.x + data.size + GAP;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.paper;
  context.strokeText(data.label, x, data.y + 4.5);
  context.fillStyle = palette.ink;
  context.fillText(data.label, x, data.y + 4.5);
}

/** A name with a halo of paper, so that no line runs through it. */
export function drawLabel(
  context: CanvasRenderingContext2D,
  data: Labelled,
  palette: Palette | null,
  font: string,
): void {
  if (palette) write(context, data, palette, font);
}

/** What an edge says, along its line; only edges that changed say it, or a full picture could not be read. */
export function drawEdgeLabel(
  context: CanvasRenderingContext2D,
  edge: { label?: string | null; color: string },
  source: { x: number; y: number },
  target: { x: number; y: number },
  palette: Palette | null,
  font: string,
): void {
  if (!edge.label || !palette) return;
  context.font = `600 12px ${font}`;
  const width = context.measureText(edge.label).width;
  const x = (source.x + target.x) / 2 - width / 2;
  const y = (source.y + target.y) / 2 + 4;
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.paper;
  context.strokeText(edge.label, x, y);
  context.fillStyle = edge.color;
  context.fillText(edge.label, x, y);
}

/** The node under the pointer: ringed, its name strong. */
export function drawHover(
  context: CanvasRenderingContext2D,
  data: Labelled,
  palette: Palette | null,
  font: string,
): void {
  if (!palette) return;
  context.strokeStyle = palette.ink;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
  context.stroke();
  write(context, { ...data, strong: true }, palette, font);
}

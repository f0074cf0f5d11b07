/** How names are written beside and over the nodes. */

import type { Palette } from "./colours";

export interface Labelled {
  /** The node. */
  key?: string;
  x: number;
  y: number;
  size: number;
  label?: string | null;
  /** On which side of its node a name stands, so that it lies outside of the ring. */
  labelLeft?: boolean;
  strong?: boolean;
  forceLabel?: boolean;
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const GAP = 5;
/** Pixels of a line of text, with a little air. */
const TALL = 17;

/**
 * The names that can be read: those that must be shown, then those of larger nodes, none over another and none cut off
 * by the rim. A name for which there is no room on its side of the node goes to the other one.
 *
 * @param widthOf pixels of a name
 * @param room pixels of the picture from left to right
 */
export function readable<T extends Labelled>(
  labels: readonly T[],
  widthOf: (label: T) => number,
  room: number,
): T[] {
  const order = [...labels].sort(
    (a, b) =>
      Number(Boolean(b.strong)) - Number(Boolean(a.strong)) ||
      Number(Boolean(b.forceLabel)) - Number(Boolean(a.forceLabel)) ||
      b.size - a.size,
  );
  const taken: Box[] = [];
  const isFree = (box: Box) =>
    box.left >= 0 &&
    box.right <= room &&
    taken.every(
      (other) =>
        box.right < other.left ||
        box.left > other.right ||
        box.bottom < other.top ||
        box.top > other.bottom,
    );
  return order.flatMap((label) => {
    if (!label.label) return [];
    const width = widthOf(label);
    const usual = label.labelLeft ?? false;
    const sides = [usual, !usual].map((labelLeft) => ({
      label: { ...label, labelLeft },
      box: boxOf(label, labelLeft, width),
    }));
    const side = sides.find(({ box }) => isFree(box)) ?? (label.strong ? sides[0] : undefined);
    if (!side) return [];
    taken.push(side.box);
    return [side.label];
  });
}

function boxOf({ x, y, size }: Labelled, isLeft: boolean, width: number): Box {
  const left = isLeft ? x - size - GAP - width : x + size + GAP;
  return { left, right: left + width, top: y - TALL / 2, bottom: y + TALL / 2 };
}

/** Names of one picture: gathered while it is drawn, written when all are known. */
export class LabelLayer {
  private waiting: Labelled[] = [];
  private context: CanvasRenderingContext2D | null = null;
  private font = "";
  /** The nodes whose names were written last, and whether to the left of them. */
  written: ReadonlyMap<string, boolean> = new Map();

  clear(): void {
    this.waiting = [];
  }

  gather(context: CanvasRenderingContext2D, label: Labelled, font: string): void {
    this.context = context;
    this.font = font;
    this.waiting.push(label);
  }

  write(palette: Palette | null, room: number): void {
    const { context, font } = this;
    if (!context || !palette) return;
    const widthOf = (label: Labelled) => {
      context.font = `${label.strong ? 700 : 500} 13px ${font}`;
      return context.measureText(label.label ?? "").width;
    };
    const kept = readable(this.waiting, widthOf, room);
    for (const label of kept) write(context, label, palette, font);
    this.written = new Map(kept.map((label) => [label.key ?? "", label.labelLeft ?? false]));
  }
}

/** A name with a halo of paper, so that no line runs through it. */
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

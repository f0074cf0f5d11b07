/** A way from one title to another, each step with its words; up is more senior, down more junior. */

import { isRelation, linkWords } from "@/relations/relations";

import type { Way } from "../api/concepts";
import type { Scene } from "./scene";

const UP = 84;
const ROW = 130;
const TOP = 60;
const LETTER = 8.8;
/** Pixels between two titles, so that the words of a relation fit between them. */
const NARROWEST = 220;
const RISE: Record<string, number> = { junior: 1, senior: -1 };

/**
 * The picture of a way. It goes to the right, and where there is no room left, on in the next row to the left.
 *
 * @param room pixels that there are from left to right
 */
export function pathScene(way: Way, title: string, room: number): Scene {
  const first = way.steps[0];
  if (!first) return { width: 2 * TOP, height: 2 * TOP, title, marks: [] };
  const stops = [first.from, ...way.steps.map((step) => step.to)];
  const longest = Math.max(...stops.map((stop) => stop.preferred.length)) * LETTER;
  const across = Math.max(NARROWEST, longest + 24);
  const side = longest / 2 + 16;
  const fit = Math.max(1, Math.floor((room - 2 * side) / across) + 1);
  // Rows of equal length look better than full ones with a short rest.
  const abreast = Math.ceil(stops.length / Math.ceil(stops.length / fit));

  let level = 0;
  const levels = [0, ...way.steps.map((step) => (level += RISE[step.relation] ?? 0))];
  const places: { x: number; y: number }[] = [];
  let down = TOP;
  for (let start = 0; start < stops.length; start += abreast) {
    const row = levels.slice(start, start + abreast);
    const isBack = (start / abreast) % 2 === 1;
    const top = Math.max(...row);
    row.forEach((height, index) => {
      const column = isBack ? abreast - 1 - index : index;
      places.push({ x: side + column * across, y: down + (top - height) * UP });
    });
    down += (top - Math.min(...row)) * UP + ROW;
  }

  const marks: Scene["marks"] = [];
  way.steps.forEach((step, index) => {
    const [from, to] = [places[index], places[index + 1]];
    if (!from || !to) return;
    const isTurn = from.x === to.x;
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const colour = isRelation(step.relation) ? step.relation : "dim";
    const end = isTurn ? 42 : 12; // below which a name stands
    marks.push(
      {
        kind: "line",
        x1: from.x + 12 * ux,
        y1: from.y + 12 * uy,
        x2: to.x - end * ux,
        y2: to.y - end * uy,
        colour,
        width: 2.4,
        arrow: true,
        edge: step.edge_id,
      },
      {
        kind: "words",
        x: (from.x + to.x) / 2,
        y: (from.y + to.y - (isTurn ? 30 : 0)) / 2 + 4,
        text: linkWords(step.relation),
        colour,
        size: 13,
        strong: true,
        anchor: "middle",
      },
    );
  });
  stops.forEach((stop, index) => {
    const place = places[index];
    if (!place) return;
    const isEnd = index === 0 || index === stops.length - 1;
    marks.push(
      { kind: "dot", x: place.x, y: place.y, r: 8, colour: isEnd ? "ink" : "dim" },
      {
        kind: "words",
        x: place.x,
        y: place.y - 18,
        text: stop.preferred,
        colour: "ink",
        size: 16,
        strong: isEnd,
        serif: true,
        anchor: "middle",
        concept: stop.id,
      },
    );
  });
  const width = 2 * side + (Math.min(stops.length, abreast) - 1) * across;
  return { width, height: down - ROW + TOP, title, marks };
}

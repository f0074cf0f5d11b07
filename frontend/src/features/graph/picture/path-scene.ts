/** A way from one title to another, each step with its words; up is more senior, down more junior. */

import { isRelation, sentenceParts } from "@/relations/relations";

import type { Way } from "../api/concepts";
import type { Mark, Scene } from "./scene";

const ACROSS = 250;
const UP = 84;
const ROW = 150;
const PAD = 90;
/** Steps in a row, before the way goes on in the next one. */
const ABREAST = 4;
const RISE: Record<string, number> = { junior: 1, senior: -1 };

export function pathScene(way: Way, title: string): Scene {
  const first = way.steps[0];
  if (!first) return { width: 2 * PAD, height: 2 * PAD, title, marks: [] };
  const stops = [first.from, ...way.steps.map((step) => step.to)];
  let level = 0;
  const levels = [0, ...way.steps.map((step) => (level += RISE[step.relation] ?? 0))];
  const rows = Array.from({ length: Math.ceil(stops.length / ABREAST) }, (_, row) =>
    levels.slice(row * ABREAST, (row + 1) * ABREAST),
  );
  const tops: number[] = [];
  let down = PAD;
  for (const row of rows) {
    tops.push(down + (Math.max(...row) - 0) * UP);
    down += (Math.max(...row) - Math.min(...row)) * UP + ROW;
  }
  const places = stops.map((_, index) => {
    const row = Math.floor(index / ABREAST);
    return {
      x: PAD + (index % ABREAST) * ACROSS,
      y: (tops[row] ?? 0) - (levels[index] ?? 0) * UP,
    };
  });
  const marks: Mark[] = [];
  way.steps.forEach((step, index) => {
    const [from, to] = [places[index], places[index + 1]];
    if (!from || !to) return;
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const colour = isRelation(step.relation) ? step.relation : "dim";
    marks.push(
      {
        kind: "line",
        x1: from.x + 12 * ux,
        y1: from.y + 12 * uy,
        x2: to.x - 12 * ux,
        y2: to.y - 12 * uy,
        colour,
        width: 2.4,
        arrow: true,
        edge: step.edge_id,
      },
      {
        kind: "words",
        x: (from.x + to.x) / 2,
        y: (from.y + to.y) / 2 + 4,
        text: isRelation(step.relation) ? sentenceParts(step.relation)[0] : step.relation,
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
  const width = 2 * PAD + (Math.min(stops.length, ABREAST) - 1) * ACROSS;
  return { width, height: down - ROW + PAD, title, marks };
}

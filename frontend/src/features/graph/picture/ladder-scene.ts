/** The ladder as a picture: how high a title stands is its seniority, a step is everywhere equally high. */

import type { Ladder } from "../api/concepts";
import type { Mark, Scene } from "./scene";

/** Pixels of a line of names, between two rungs, and around. */
const LINE = 30;
const BETWEEN = 46;
const LEFT = 92;
const PAD = 26;
const GAP = 34;
const LETTER = 7.6;
/** Names on a line of a rung, before the next line begins. */
const ABREAST = 7;
const DOT = 5;

interface Place {
  x: number;
  y: number;
}

const widthOf = (name: string) => Math.max(40, name.length * LETTER) + GAP;

/**
 * The names of each rung in an order in which edges cross little: each is drawn to the middle of those that it is
 * joined to (Sugiyama et al. 1981), a few times up and down.
 */
function ordered(ladder: Ladder): number[][] {
  const rungs = ladder.rungs.map((rung) => rung.map((one) => one.id));
  const links = new Map<number, number[]>();
  for (const { source, target } of ladder.edges) {
    links.set(source, [...(links.get(source) ?? []), target]);
    links.set(target, [...(links.get(target) ?? []), source]);
  }
  const at = new Map<number, number>();
  const note = (rung: number[]) =>
    rung.forEach((id, index) => at.set(id, (index + 0.5) / rung.length));
  rungs.forEach(note);
  const middle = (id: number) => {
    const others = links.get(id) ?? [];
    if (others.length === 0) return at.get(id) ?? 0.5;
    return others.reduce((sum, other) => sum + (at.get(other) ?? 0.5), 0) / others.length;
  };
  for (let round = 0; round < 4; round++) {
    for (const rung of round % 2 === 0 ? rungs : [...rungs].reverse()) {
      const wanted = new Map(rung.map((id) => [id, middle(id)]));
      rung.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
      note(rung);
    }
  }
  return rungs;
}

/** "3 steps up", "here", "1 step down". */
function stepWords(steps: number): string {
  if (steps === 0) return "here";
  const many = Math.abs(steps);
  return `${many} ${many === 1 ? "step" : "steps"} ${steps > 0 ? "up" : "down"}`;
}

/** @param title stands in the file as its name */
export function ladderScene(ladder: Ladder, concept: number, title: string): Scene {
  const names = new Map(ladder.rungs.flat().map((one) => [one.id, one.preferred]));
  const rungs = ordered(ladder);
  const lines = rungs.map((rung) =>
    Array.from({ length: Math.ceil(rung.length / ABREAST) }, (_, index) =>
      rung.slice(index * ABREAST, (index + 1) * ABREAST),
    ),
  );
  const nameOf = (id: number) => names.get(id) ?? "";
  const lineWidth = (line: number[]) => line.reduce((sum, id) => sum + widthOf(nameOf(id)), 0);
  const inner = Math.max(320, ...lines.flat().map(lineWidth));
  // All rungs are as high as the fullest one, or the scale would not be true.
  const step = Math.max(1, ...lines.map((rung) => rung.length)) * LINE + BETWEEN;
  const top = ladder.heights.at(-1) ?? 0;
  const own = ladder.heights[ladder.self_rung] ?? 0;
  const levelOf = (height: number) => PAD + (top - height) * step + step / 2;

  const places = new Map<number, Place>();
  lines.forEach((rung, index) => {
    const level = levelOf(ladder.heights[index] ?? 0) - ((rung.length - 1) * LINE) / 2;
    rung.forEach((line, row) => {
      let x = LEFT + (inner - lineWidth(line)) / 2;
      for (const id of line) {
        const width = widthOf(nameOf(id));
        places.set(id, { x: x + width / 2, y: level + row * LINE });
        x += width;
      }
    });
  });

  const low = ladder.heights[0] ?? 0;
  const width = LEFT + inner + PAD;
  const marks: Mark[] = [];
  for (let height = low; height <= top; height++) {
    const y = levelOf(height);
    const isOwn = height === own;
    marks.push(
      {
        kind: "line",
        x1: LEFT - 8,
        y1: y,
        x2: width,
        y2: y,
        colour: "line",
        width: isOwn ? 1.6 : 0.6,
      },
      {
        kind: "words",
        x: 12,
        y: y + 4,
        text: stepWords(height - own),
        colour: isOwn ? "senior" : "dim",
        size: 12,
        strong: isOwn,
        anchor: "start",
      },
    );
  }
  for (const { id, source, target } of ladder.edges) {
    const [from, to] = [places.get(source), places.get(target)];
    if (!from || !to) continue;
    marks.push({
      kind: "line",
      x1: from.x,
      y1: from.y + DOT + 3,
      x2: to.x,
      y2: to.y - DOT - 14,
      colour: "senior",
      width: source === concept || target === concept ? 2.4 : 1.2,
      arrow: true,
      edge: id,
    });
  }
  for (const [id, { x, y }] of places) {
    marks.push({ kind: "dot", x, y: y + 3, r: DOT, colour: id === concept ? "senior" : "dim" });
    marks.push({
      kind: "words",
      x,
      y: y - 6,
      text: nameOf(id),
      colour: "ink",
      size: 14,
      strong: id === concept,
      serif: true,
      anchor: "middle",
      concept: id,
    });
  }
  return { width, height: 2 * PAD + (top - low + 1) * step, title, marks };
}

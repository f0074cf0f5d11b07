import { expect, test } from "vitest";

import type { Way } from "../api/concepts";
import { pathScene } from "./path-scene";
import type { Words } from "./scene";

const name = (id: number) => ({ id, preferred: `title ${id}` });
const step = (from: number, relation: string, to: number) => ({
  edge_id: from * 10,
  from: name(from),
  relation,
  to: name(to),
});
const way = (...steps: ReturnType<typeof step>[]): Way => ({
  release: 1,
  found: true,
  steps,
  length: steps.length,
});

function named(scene: ReturnType<typeof pathScene>): Map<number, Words> {
  const words = scene.marks.filter((mark): mark is Words => mark.kind === "words");
  return new Map(words.flatMap((mark) => (mark.concept ? [[mark.concept, mark]] : [])));
}

test("each step is drawn with its words, and whoever outranks stands higher", () => {
  const scene = pathScene(
    way(step(1, "junior", 2), step(2, "related", 3), step(3, "senior", 4)),
    "",
    1200,
  );
  const texts = scene.marks.filter((mark) => mark.kind === "words").map((mark) => mark.text);
  expect(texts.slice(0, 3)).toEqual([
    "is more junior than",
    "is another job close to",
    "is more senior than",
  ]);
  const y = [...named(scene).values()].map((mark) => mark.y);
  expect(y[1]).toBeLessThan(y[0] ?? 0);
  expect(y[1]).toBe(y[2]);
  expect(y[3]).toBe(y[0]);
});

test.each([300, 700, 1500])(
  "a long way stays within %i pixels, each title in its place",
  (room) => {
    const steps = Array.from({ length: 11 }, (_, index) =>
      step(index + 1, ["junior", "narrower", "senior"][index % 3] ?? "related", index + 2),
    );
    const scene = pathScene(way(...steps), "", room);
    const stops = [...named(scene).values()];
    expect(scene.width).toBeLessThanOrEqual(room);
    expect(stops).toHaveLength(12);
    expect(new Set(stops.map(({ x, y }) => `${x},${y}`)).size).toBe(12);
    for (const { x, y } of stops) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(scene.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(scene.height);
    }
  },
);

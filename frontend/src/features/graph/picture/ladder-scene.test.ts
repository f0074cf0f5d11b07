import { expect, test } from "vitest";

import type { Ladder } from "../api/concepts";
import { ladderScene } from "./ladder-scene";
import type { Words } from "./scene";

const name = (id: number) => ({ id, preferred: `title ${id}` });
const LADDER: Ladder = {
  release: 1,
  concept: name(2),
  rungs: [[name(1)], [name(2), name(3)], [name(4)]],
  heights: [0, 1, 4],
  self_rung: 1,
  edges: [
    { id: 10, source: 2, target: 1, relation: "senior" },
    { id: 11, source: 3, target: 1, relation: "senior" },
    { id: 12, source: 4, target: 2, relation: "senior" },
  ],
  cut: 0,
};

function heights(ladder: Ladder): Map<number, number> {
  const { marks } = ladderScene(ladder, 2, "");
  const named = marks.filter((mark): mark is Words => mark.kind === "words");
  return new Map(named.flatMap((mark) => (mark.concept ? [[mark.concept, mark.y]] : [])));
}

test("the scale is true: three steps are three times as high as one", () => {
  const y = heights(LADDER);
  const one = (y.get(1) ?? 0) - (y.get(2) ?? 0);
  expect(one).toBeGreaterThan(0);
  expect(y.get(2)).toBe(y.get(3));
  expect((y.get(2) ?? 0) - (y.get(4) ?? 0)).toBeCloseTo(3 * one);
});

test("rungs are told from where one stands, also those on which nobody is", () => {
  const { marks } = ladderScene(LADDER, 2, "");
  const words = marks.filter((mark) => mark.kind === "words").map((mark) => mark.text);
  expect(words.slice(0, 5)).toEqual([
    "1 step down",
    "here",
    "1 step up",
    "2 steps up",
    "3 steps up",
  ]);
});

test("names on a full rung do not cover each other", () => {
  const rung = Array.from({ length: 30 }, (_, index) => name(index + 10));
  const scene = ladderScene(
    { ...LADDER, rungs: [[name(1)], [name(2), ...rung], [name(4)]] },
    2,
    "",
  );
  const spots = scene.marks
    .filter((mark) => mark.kind === "dot")
    .map((mark) => `${mark.x},${mark.y}`);
  expect(new Set(spots).size).toBe(33);
});

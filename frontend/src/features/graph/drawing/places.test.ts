import { expect, test } from "vitest";

import { placesAround, relationTo } from "./places";

const LINKS = [
  { source: 2, target: 1, relation: "senior" },
  { source: 1, target: 3, relation: "senior" },
  { source: 1, target: 4, relation: "broader" },
  { source: 5, target: 1, relation: "related" },
];

test("a relation is read from the neighbour to the centre", () => {
  expect([2, 3, 4, 5].map((other) => relationTo(1, other, LINKS))).toEqual([
    "senior",
    "junior",
    "narrower",
    "related",
  ]);
});

test("seniors stand above, juniors below, kinds of it to the right", () => {
  const places = placesAround(1, [2, 3, 4, 5], LINKS);
  expect(places.get(2)?.y).toBeGreaterThan(5);
  expect(places.get(3)?.y).toBeLessThan(0);
  expect(places.get(4)?.x).toBeGreaterThan(0);
});

test("no two neighbours share a place", () => {
  const others = Array.from({ length: 100 }, (_, index) => index + 2);
  const links = others.map((other) => ({ source: 1, target: other, relation: "broader" }));
  const places = [...placesAround(1, others, links).values()];
  expect(new Set(places.map(({ x, y }) => `${x.toFixed(3)},${y.toFixed(3)}`)).size).toBe(100);
});

import { expect, test } from "vitest";

import { niceTicks, thin } from "./scale";

test("ticks are round and span the range", () => {
  expect(niceTicks(0.13, 1.9)).toEqual([0, 0.5, 1, 1.5, 2]);
});

test("a flat line still gets two ticks", () => {
  expect(niceTicks(3, 3).length).toBeGreaterThanOrEqual(2);
});

test("thinning keeps the last point", () => {
  const points = Array.from({ length: 1000 }, (_, index) => index);
  const few = thin(points, 100);
  expect(few.length).toBeLessThanOrEqual(102);
  expect(few.at(-1)).toBe(999);
});

import { expect, test } from "vitest";

import { paceOf } from "./pace";

const every = (ms: number, count: number) => Array.from({ length: count }, (_, n) => 1e9 - n * ms);

test("one decision every three seconds is twenty a minute", () => {
  expect(paceOf(every(3_000, 30))).toBeCloseTo(20);
});

test("a few decisions say nothing", () => {
  expect(paceOf(every(3_000, 5))).toBeNull();
  expect(paceOf([])).toBeNull();
});

test("what lies longer back than five minutes does not count", () => {
  const before = every(1_000, 50).map((time) => time - 3_600_000);
  expect(paceOf([...every(6_000, 20), ...before])).toBeCloseTo(10);
});

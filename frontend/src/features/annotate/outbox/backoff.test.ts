import { expect, test } from "vitest";

import { backoff } from "./backoff";

test("doubles with every failure", () => {
  expect([1, 2, 3, 4].map((failures) => backoff(failures, 0.5))).toEqual([500, 1000, 2000, 4000]);
});

test("never waits longer than about half a minute", () => {
  expect(backoff(40, 1)).toBeLessThanOrEqual(33_750);
});

test("spreads people who lost the same server", () => {
  expect(backoff(5, 0)).toBeLessThan(backoff(5, 1));
});

import { expect, test } from "vitest";

import { sayDrift, sayPace, sayShare } from "./say";

test("a share is told with its interval, and a missing one with the reason", () => {
  expect(sayShare({ value: 0.85, low: 0.62, high: 0.951, n: 20 })).toBe("85 % (62 to 95)");
  expect(sayShare({ undefined: "because no gold pair was answered", n: 0 })).toBe(
    "undefined because no gold pair was answered",
  );
});

test("a fall is told with what is sure of it", () => {
  const fall = { verdict: "worse", difference: -0.4, low: -0.6, high: -0.15, because: "" } as const;
  expect(sayDrift(fall, 4)).toBe("40 points worse in the last 4 weeks (at least 15, 95 % sure)");
});

test("what is not known says what is missing", () => {
  const none = {
    verdict: "unknown",
    difference: null,
    low: null,
    high: null,
    because: "3 answers before and 0 lately; 10 of each are needed",
  } as const;
  expect(sayDrift(none, 4)).toContain("10 of each are needed");
});

test("pace is told in seconds", () => {
  expect(sayPace(2_340)).toBe("2.3 s");
  expect(sayPace(null)).toBe("–");
});

import { i18n } from "@lingui/core";
import { afterEach, expect, test } from "vitest";

import { ago, clockOf, count, decimals, duration, percent, signed } from "./format";

afterEach(() => i18n.activate("en"));

test("numbers are written as the language of the page writes them", () => {
  expect([count(1200), percent(0.125, 1), decimals(0.5), signed(-0.0125)]).toEqual([
    "1,200",
    "12.5 %",
    "0.500",
    "−0.013",
  ]);
  i18n.load("de", {});
  i18n.activate("de");
  expect([count(1200), percent(0.125, 1), decimals(0.5), signed(-0.0125)]).toEqual([
    "1.200",
    "12,5 %",
    "0,500",
    "−0,013",
  ]);
});

test("durations are told in the unit that fits", () => {
  expect([12, 300, 4800].map(duration)).toEqual(["12 s", "5 min", "1 h 20 min"]);
});

test("a moment ago is told as such", () => {
  const now = Date.parse("2026-01-01T12:00:00Z");
  expect(ago("2026-01-01T11:59:50Z", now)).toBe("just now");
  expect(ago("2026-01-01T11:56:00Z", now)).toBe("4 min ago");
  expect(ago("2026-01-01T09:00:00Z", now)).toBe("3 h ago");
});

test("a moment of today is told by the clock, an older one with its day", () => {
  const now = new Date(2026, 10, 25, 15, 0);
  const before = (day: number) => new Date(2026, 10, day, 14, 2).toISOString();
  expect(clockOf(before(25), now.getTime())).toBe("14:02");
  expect(clockOf(before(24), now.getTime())).toContain("Nov 24");
});

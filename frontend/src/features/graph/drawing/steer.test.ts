import { expect, test } from "vitest";

import { nextSpot, type Spot } from "./steer";

const CENTRE: Spot = { key: "centre", x: 0, y: 0 };
const SPOTS: Spot[] = [
  CENTRE,
  { key: "above", x: 1, y: -10 },
  { key: "far above", x: 0, y: -40 },
  { key: "below", x: -3, y: 12 },
  { key: "left", x: -9, y: 2 },
];

test("an arrow leads to what is near and straight ahead", () => {
  expect(nextSpot(CENTRE, SPOTS, "up")).toBe("above");
  expect(nextSpot(CENTRE, SPOTS, "down")).toBe("below");
  expect(nextSpot(CENTRE, SPOTS, "left")).toBe("left");
});

test("an arrow leads nowhere when nothing is on that side", () => {
  expect(nextSpot(CENTRE, SPOTS, "right")).toBeNull();
});

test("there and back again", () => {
  const above = SPOTS[1];
  if (!above) throw new Error("no spot");
  expect(nextSpot(above, SPOTS, "down")).toBe("centre");
  expect(nextSpot(above, SPOTS, "up")).toBe("far above");
});

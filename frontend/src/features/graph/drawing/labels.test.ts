import { expect, test } from "vitest";

import { type Labelled, readable } from "./labels";

const at = (key: string, x: number, y: number, more: Partial<Labelled> = {}): Labelled => ({
  key,
  x,
  y,
  size: 5,
  label: key,
  ...more,
});
const width = () => 60;
const keys = (labels: Labelled[]) => labels.map((label) => label.key).sort();

test("no name is written over another; the smallest node goes without", () => {
  const kept = readable(
    [
      at("small", 100, 0),
      at("large", 100, 2, { size: 9 }),
      at("middling", 100, 1, { size: 7 }),
      at("far", 100, 40),
    ],
    width,
    500,
  );
  expect(keys(kept)).toEqual(["far", "large", "middling"]);
});

test("names to the left and to the right of the same place do not meet", () => {
  const kept = readable([at("right", 100, 0), at("left", 100, 0, { labelLeft: true })], width, 500);
  expect(keys(kept)).toEqual(["left", "right"]);
});

test("what has to be named goes before what is large, the middle before all", () => {
  const kept = readable(
    [at("large", 20, 0, { size: 20 }), at("forced", 4, 4, { forceLabel: true })],
    width,
    500,
  );
  expect(keys(kept)).toEqual(["forced"]);
  const middle = readable(
    [at("forced", 10, 0, { forceLabel: true }), at("middle", 14, 4, { strong: true })],
    width,
    500,
  );
  expect(keys(middle)).toEqual(["middle"]);
});

test("a name goes to the other side of its node where the rim or another name is in the way", () => {
  const [rim] = readable([at("rim", 30, 0, { labelLeft: true })], width, 500);
  expect(rim?.labelLeft).toBe(false);
  const both = readable([at("first", 100, 0, { size: 6 }), at("second", 104, 3)], width, 500);
  expect(both.map((label) => label.labelLeft)).toEqual([false, true]);
});

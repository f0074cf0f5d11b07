import { expect, test } from "vitest";

import { Pace } from "./pace";

function frames(pace: Pace, gap: number, count: number, isMoved = true) {
  const told = [];
  for (let index = 0; index < count; index++) told.push(pace.note(1000 + index * gap, isMoved));
  return told.filter((one) => one !== null);
}

test("a quick picture keeps everything", () => {
  expect(frames(new Pace(), 16, 100)).toEqual([]);
});

test("a slow one leaves out edges first and names next, each once", () => {
  expect(frames(new Pace(), 200, 100)).toEqual(["edges", "names"]);
});

test("only movement counts, and another picture starts anew", () => {
  const pace = new Pace();
  expect(frames(pace, 200, 100, false)).toEqual([]);
  expect(frames(pace, 200, 7)).toEqual(["edges"]);
  pace.reset();
  expect(frames(pace, 200, 7)).toEqual(["edges"]);
});

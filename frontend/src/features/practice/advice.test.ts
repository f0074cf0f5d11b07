import { expect, test } from "vitest";

import { RELATIONS } from "@/relations/relations";

import { adviceOf } from "./advice";

const NO_LEVELS = { level_a: [], level_b: [] };

test("who is right needs no advice", () => {
  for (const relation of RELATIONS) expect(adviceOf(relation, relation, NO_LEVELS)).toEqual([]);
});

test("who read it backwards is told so", () => {
  expect(adviceOf("junior", "senior", NO_LEVELS)[0]).toContain("the other way round");
});

test("the words that say a level are named where the level decides", () => {
  const words = { level_a: ["senior"], level_b: [] };
  expect(adviceOf("synonym", "senior", words)).toEqual([
    "“senior” says a level.",
    expect.stringContaining("promoted"),
  ]);
  expect(adviceOf("synonym", "related", words).join()).not.toContain("level");
});

test("unsure is not scolded", () => {
  expect(adviceOf("unsure", "related", NO_LEVELS).join()).toContain("fair answer");
});

test("there is advice for every relation taken for another one", () => {
  for (const said of RELATIONS) {
    for (const settled of RELATIONS) {
      if (said !== settled) expect(adviceOf(said, settled, NO_LEVELS)).not.toEqual([]);
    }
  }
});

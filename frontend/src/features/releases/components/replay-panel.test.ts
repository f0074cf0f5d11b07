import { expect, test } from "vitest";

import { queriesIn } from "./replay-panel";

test("queries are lines, or the first column of a table", () => {
  expect(queriesIn("cook\n\n waiter \n")).toEqual(["cook", "waiter"]);
  expect(queriesIn('query,count\ncook,3\n"chef, pastry",2\n')).toEqual(["cook", "chef, pastry"]);
  expect(queriesIn("chef, pastry")).toEqual(["chef, pastry"]);
  expect(queriesIn(Array(3000).fill("cook").join("\n"))).toHaveLength(2000);
});

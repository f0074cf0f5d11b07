import { expect, test } from "vitest";

import { type Mapping, meaningOf, withMeaning } from "./mapping";

const guess: Mapping = {
  titles: ["job"],
  count: "seen",
  source: null,
  language: null,
  external_id: null,
};

test("a column means what the mapping says", () => {
  expect(meaningOf(guess, "job")).toBe("titles");
  expect(meaningOf(guess, "seen")).toBe("count");
  expect(meaningOf(guess, "town")).toBe("");
});

test("titles may stand in several columns", () => {
  expect(withMeaning(guess, "other", "titles").titles).toEqual(["job", "other"]);
});

test("all else stands in one column: the later choice takes it over", () => {
  const changed = withMeaning(guess, "times", "count");
  expect(meaningOf(changed, "times")).toBe("count");
  expect(meaningOf(changed, "seen")).toBe("");
});

test("a column has one meaning", () => {
  const changed = withMeaning(guess, "job", "external_id");
  expect(changed.titles).toEqual([]);
  expect(changed.external_id).toBe("job");
});

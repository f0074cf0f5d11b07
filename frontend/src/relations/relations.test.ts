import { expect, test } from "vitest";

import { inverse, RELATIONS, sentence } from "./relations";

test("the inverse of the inverse is the relation", () => {
  for (const relation of RELATIONS) expect(inverse(inverse(relation))).toBe(relation);
});

test("seniority is spelled out from the first title", () => {
  expect(sentence("senior cook", "senior", "cook")).toBe(
    "‘senior cook’ is more senior than ‘cook’",
  );
});

test("a narrower title is a kind of the wider one", () => {
  expect(sentence("software engineer", "narrower", "engineer")).toBe(
    "‘software engineer’ is a kind of ‘engineer’",
  );
});

import { expect, test } from "vitest";

import { matching, stepped } from "./match";

const ENTRIES = [
  { name: "Home" },
  { name: "My decisions", words: "history undo" },
  { name: "Ledger", words: "decisions record" },
  { name: "Dark colours", words: "scheme night" },
];
const names = (query: string) => matching(query, ENTRIES).map((entry) => entry.name);

test("without a query everything stands in its own order", () => {
  expect(names("  ")).toEqual(ENTRIES.map((entry) => entry.name));
});

test("the start of any word finds an entry, and a name goes before other words", () => {
  expect(names("dec")).toEqual(["My decisions", "Ledger"]);
});

test("every word of the query has to be found", () => {
  expect(names("my dec")).toEqual(["My decisions"]);
  expect(names("my ledger")).toEqual([]);
});

test("accents and capitals make no difference", () => {
  expect(names("HÓME")).toEqual(["Home"]);
});

test("the list goes round at both ends", () => {
  expect(stepped(0, -1, 4)).toBe(3);
  expect(stepped(3, 1, 4)).toBe(0);
  expect(stepped(0, 1, 0)).toBe(0);
});

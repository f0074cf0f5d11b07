import { expect, test } from "vitest";

import { clearMarks, itemsOf, markAll, type Marks, tally, toggleMark } from "./marks";

const NONE: Marks = new Map();

test("the same key twice takes the mark away", () => {
  const once = toggleMark(NONE, 1, { verdict: "accept" });
  expect(toggleMark(once, 1, { verdict: "accept" }).size).toBe(0);
});

test("another key replaces the mark", () => {
  const marks = toggleMark(toggleMark(NONE, 1, { verdict: "accept" }), 1, { verdict: "reject" });
  expect(itemsOf(marks, [1])).toEqual([{ proposal_id: 1, verdict: "reject" }]);
});

test("only the card's own marks are sent, in the card's order", () => {
  const marks = markAll(NONE, [3, 1, 9], { verdict: "accept" });
  expect(itemsOf(marks, [1, 2, 3]).map((item) => item.proposal_id)).toEqual([1, 3]);
});

test("a changed relation is sent with it and counts as kept", () => {
  const marks = toggleMark(NONE, 4, { verdict: "change", relation: "related" });
  expect(itemsOf(marks, [4])).toEqual([{ proposal_id: 4, verdict: "change", relation: "related" }]);
  expect(tally(marks, [4])).toEqual({ keep: 1, drop: 0 });
});

test("clearing leaves the marks of other cards alone", () => {
  const marks = markAll(NONE, [1, 2], { verdict: "reject" });
  expect([...clearMarks(marks, [1]).keys()]).toEqual([2]);
});

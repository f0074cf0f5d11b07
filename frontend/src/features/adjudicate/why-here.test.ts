import { expect, test } from "vitest";

import { whyHere } from "./why-here";

const says = (person: string, relation: "senior" | "synonym", flagged = false) => ({
  person,
  relation,
  flagged,
});

test("a single flagged answer is no disagreement", () => {
  expect(whyHere([says("ana", "senior", true)])).toBe("ana flagged it for a lead.");
});

test("answers that differ are told to differ", () => {
  expect(whyHere([says("ana", "senior"), says("ben", "synonym")])).toBe(
    "2 answers, and they differ.",
  );
});

test("a flag on one of several that differ is told too", () => {
  expect(whyHere([says("ana", "senior", true), says("ben", "synonym")])).toBe(
    "2 answers, and they differ. ana flagged it for a lead.",
  );
});

test("answers that agree say what else has brought them here", () => {
  expect(whyHere([says("ana", "senior"), says("ben", "senior")])).toContain("taken back");
});

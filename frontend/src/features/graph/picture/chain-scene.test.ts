import { expect, test } from "vitest";

import type { ChainLink } from "@/api/shapes";
import { chainScene, walkOf } from "./chain-scene";

const link = (edge: number, subject: string, relation: string, object: string): ChainLink => ({
  edge,
  decision: edge,
  relation: relation as ChainLink["relation"],
  subject: edge * 10,
  object: edge * 10 + 1,
  subject_title: subject,
  object_title: object,
});

test("a chain is walked from the decision's title, whichever way its edges point", () => {
  const links = [link(1, "head cook", "senior", "cook"), link(2, "cook", "senior", "help")];
  const down = walkOf(links, "head cook");
  expect(down.map((step) => [step.from.preferred, step.relation, step.to.preferred])).toEqual([
    ["head cook", "senior", "cook"],
    ["cook", "senior", "help"],
  ]);
  const up = walkOf(links, "help");
  expect(up.map((step) => [step.from.preferred, step.relation, step.to.preferred])).toEqual([
    ["help", "junior", "cook"],
    ["cook", "junior", "head cook"],
  ]);
});

test("the decision closes the picture with a dashed arrow from its first title to its second", () => {
  const links = [link(1, "head cook", "senior", "cook"), link(2, "cook", "senior", "help")];
  const scene = chainScene(links, { a: "help", b: "head cook", relation: "senior" }, 900);
  const dashed = scene.marks.filter((mark) => mark.kind === "line" && mark.dashed);
  expect(dashed).toHaveLength(3);
  const arrow = dashed.find((mark) => mark.kind === "line" && mark.arrow);
  const words = scene.marks.flatMap((mark) => (mark.kind === "words" ? [mark] : []));
  const head = words.find((mark) => mark.text === "head cook");
  expect(arrow?.kind === "line" && arrow.x2).toBe(head?.x);
  expect(words.some((mark) => mark.text === "decided: is more senior than")).toBe(true);
  expect(words.every((mark) => mark.concept === undefined)).toBe(true);
});

test("without room for a row it is a column, and the decision stands beside it", () => {
  const links = [link(1, "head cook", "senior", "cook"), link(2, "cook", "senior", "help")];
  const scene = chainScene(links, { a: "help", b: "head cook", relation: "senior" }, 300);
  const dots = scene.marks.flatMap((mark) => (mark.kind === "dot" ? [mark] : []));
  expect(new Set(dots.map((dot) => dot.x)).size).toBe(1);
  const dashed = scene.marks.flatMap((mark) => (mark.kind === "line" && mark.dashed ? [mark] : []));
  expect(Math.max(...dashed.map((line) => line.x2))).toBeGreaterThan(dots[0]?.x ?? 0);
});

test("no chain, no picture", () => {
  expect(chainScene([], { a: "a", b: "b", relation: "synonym" }, 500).marks).toEqual([]);
});

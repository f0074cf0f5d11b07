import { expect, test } from "vitest";

import { reasonsOf } from "./reasons";

test("a known reason is spelled out, and who else is asked", () => {
  const [why, who] = reasonsOf({ reason: "They share rare words", wanted: 2 });
  expect(why).toContain("few other titles");
  expect(who).toMatch(/^Several people/);
});

test("an unknown reason still says what becomes of the answer", () => {
  const told = reasonsOf({ reason: "A lead put it here", wanted: 1 });
  expect(told[0]).toContain("You alone");
  expect(told.at(-1)).toContain("ledger");
});

import { expect, test } from "vitest";

import { deedOf } from "./deeds";

test("a known action is told in words", () => {
  expect(deedOf("annotation.record")).toBe("Judged");
});

test("an action that is new here stays readable", () => {
  expect(deedOf("loom.warp_twice")).toBe("Loom warp twice");
});

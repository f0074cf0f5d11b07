import { expect, test } from "vitest";

import { signOnSentence } from "./sign-on-words";

test("an ordinary address says nothing", () => {
  expect(signOnSentence("?page=2")).toBeNull();
});

test("each code has its sentence, an unknown one that of a failure", () => {
  expect(signOnSentence("?sso=waiting")).toContain("wait for a lead");
  expect(signOnSentence("?sso=loom")).toBe(signOnSentence("?sso=failed"));
});

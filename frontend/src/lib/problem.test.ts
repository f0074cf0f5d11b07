import { describe, expect, it } from "vitest";

import { isMissingPart, Problem } from "./problem";

describe("a part of the page that could not be fetched", () => {
  it.each([
    "Failed to fetch dynamically imported module: http://127.0.0.1:8000/static/ui/assets/a-12345678.js",
    "error loading dynamically imported module: http://127.0.0.1:8000/static/ui/assets/a-12345678.js",
    "Importing a module script failed.",
    "Unable to preload CSS for /static/ui/assets/a-12345678.css",
  ])("is told in whatever words the browser has: %s", (sentence) => {
    expect(isMissingPart(new TypeError(sentence))).toBe(true);
  });

  it("is no refusal and no mistake of ours", () => {
    expect(isMissingPart(new Problem({ status: 500, code: "x", detail: "Failed" }))).toBe(false);
    expect(isMissingPart(new TypeError("undefined is not a function"))).toBe(false);
    expect(isMissingPart("Importing a module script failed.")).toBe(false);
  });
});

import { describe, expect, it } from "vitest";

import { lexicalWords } from "./lexical-words";

describe("what the words say", () => {
  it("says nothing without features", () => {
    expect(lexicalWords({})).toEqual([]);
  });

  it("tells which title stands inside the other, and which stands higher", () => {
    const told = lexicalWords({
      jaccard: 0.67,
      a_inside: 0.67,
      b_inside: 1,
      same_core: 1,
      level_difference: 0.4,
      a_level_stated: 1,
      b_level_stated: 0,
    });
    expect(told).toEqual([
      "67 % of the words are the same.",
      "Every word of the second stands in the first too.",
      "Without the level words they are the same.",
      "By its level words the first stands higher.",
    ]);
  });

  it("does not call the same words a part of each other", () => {
    const told = lexicalWords({
      jaccard: 1,
      a_inside: 1,
      b_inside: 1,
      same_tokens: 1,
      same_core: 1,
    });
    expect(told).toEqual([
      "100 % of the words are the same.",
      "Written out, the words are the same.",
    ]);
  });

  it("tells grades apart", () => {
    expect(lexicalWords({ numeral_difference: -1 })).toEqual([
      "The second has the higher grade number.",
    ]);
  });
});

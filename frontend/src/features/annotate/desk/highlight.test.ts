import { expect, test } from "vitest";

import { highlight, type Word } from "./highlight";

const marked = (words: Word[]) =>
  words.filter((word) => word.mark !== "between").map((word) => `${word.text}:${word.mark}`);

test("compares the words of both titles", () => {
  const [a, b] = highlight("Line Cook", "pastry cook");
  expect(marked(a)).toEqual(["Line:own", "Cook:shared"]);
  expect(marked(b)).toEqual(["pastry:own", "cook:shared"]);
});

test("takes the server's analysis where it came along", () => {
  const [a, b] = highlight("senior cook", "cook", {
    shared: ["cook"],
    only_a: ["senior"],
    only_b: [],
    level_a: ["senior"],
    level_b: [],
  });
  expect(marked(a)).toEqual(["senior:level", "cook:shared"]);
  expect(marked(b)).toEqual(["cook:shared"]);
});

test("loses no character of a title", () => {
  for (const title of [
    "Head of R&D (m/w/d)",
    "C++ / C# dev.",
    "  .NET  ",
    "инженер-программист",
    "看護師",
    "",
  ]) {
    const [words] = highlight(title, "x");
    expect(words.map((word) => word.text).join("")).toBe(title);
  }
});

test("keeps C++ and C# apart", () => {
  const [a] = highlight("C++ developer", "C# developer");
  expect(marked(a)).toEqual(["C++:own", "developer:shared"]);
});

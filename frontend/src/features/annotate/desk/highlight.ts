/** Which words two titles share, which are a title's own, and which name a level. */

import type { Highlights } from "../api/queue";

export type Mark = "shared" | "own" | "level" | "between";

export interface Word {
  text: string;
  mark: Mark;
}

// The words as the server cuts them: letters and digits, with the signs of C++ and C#.
const WORD = /[\p{L}\p{N}]+[+#]*/gu;

function fold(word: string): string {
  return word.toLowerCase();
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(WORD)].map((match) => fold(match[0]));
}

interface Sets {
  shared: Set<string>;
  levels: Set<string>;
}

function split(text: string, { shared, levels }: Sets): Word[] {
  const words: Word[] = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    if (match.index > end) words.push({ text: text.slice(end, match.index), mark: "between" });
    const folded = fold(match[0]);
    const mark = levels.has(folded) ? "level" : shared.has(folded) ? "shared" : "own";
    words.push({ text: match[0], mark });
    end = match.index + match[0].length;
  }
  if (end < text.length) words.push({ text: text.slice(end), mark: "between" });
  return words;
}

function flat(phrases: readonly string[] | undefined): Set<string> {
  return new Set((phrases ?? []).flatMap(wordsOf));
}

/** Both titles as marked words. Takes the server's analysis where it came along, else compares the words. */
export function highlight(a: string, b: string, given?: Highlights): [Word[], Word[]] {
  const inB = new Set(wordsOf(b));
  const shared = given ? flat(given.shared) : new Set(wordsOf(a).filter((word) => inB.has(word)));
  return [
    split(a, { shared, levels: flat(given?.level_a) }),
    split(b, { shared, levels: flat(given?.level_b) }),
  ];
}

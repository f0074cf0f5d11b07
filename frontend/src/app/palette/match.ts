/** Which entries of the command palette a query means, the likeliest first. */

export interface Matchable {
  name: string;
  /** Further words that people may look for it by. */
  words?: string;
}

const WHOLE = 4;
const START = 3;
const WORD = 2;
const INSIDE = 1;
const OTHER_WORDS = 0.5;

function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function scoreOf(wanted: string, { name, words = "" }: Matchable): number {
  const folded = fold(name);
  if (folded === wanted) return WHOLE;
  if (folded.startsWith(wanted)) return START;
  if (folded.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(wanted))) return WORD;
  if (folded.includes(wanted)) return INSIDE;
  return fold(words)
    .split(" ")
    .some((word) => word.startsWith(wanted))
    ? OTHER_WORDS
    : 0;
}

/** Those in which every word of the query is found; in their own order where they match equally well. */
export function matching<T extends Matchable>(query: string, entries: readonly T[]): T[] {
  const wanted = fold(query).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return [...entries];
  return entries
    .map((entry) => ({ entry, scores: wanted.map((word) => scoreOf(word, entry)) }))
    .filter(({ scores }) => scores.every((score) => score > 0))
    .map(({ entry, scores }) => ({ entry, sum: scores.reduce((a, b) => a + b, 0) }))
    .sort((one, other) => other.sum - one.sum)
    .map(({ entry }) => entry);
}

/** The place `step` further on in a list that goes round. */
export function stepped(place: number, step: number, length: number): number {
  return length === 0 ? 0 : (((place + step) % length) + length) % length;
}

/** What can be wrong with a proposal, each with the key that drops for it. */

export const WHY_NOT = [
  ["wrong_way", "the other way round"],
  ["other_relation", "another relation"],
  ["words_only", "only the words are alike"],
  ["unclear_title", "a title is unclear"],
  ["not_a_title", "not a job title"],
  ["other", "something else"],
] as const;

export type WhyNot = (typeof WHY_NOT)[number][0];

export function whyNotWords(why: WhyNot): string {
  return WHY_NOT.find(([name]) => name === why)?.[1] ?? why;
}

/** The reason behind a figure key: 1 is the first. */
export function whyNotOfKey(key: string): WhyNot | null {
  return /^[1-9]$/.test(key) ? (WHY_NOT[Number(key) - 1]?.[0] ?? null) : null;
}

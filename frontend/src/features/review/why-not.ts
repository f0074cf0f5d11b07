/** What can be wrong with a proposal, each with the key that drops for it. */

import { msg } from "@lingui/core/macro";

import { say } from "@/lib/texts";

export const WHY_NOT = [
  ["wrong_way", msg`the other way round`],
  ["other_relation", msg`another relation`],
  ["words_only", msg`only the words are alike`],
  ["unclear_title", msg`a title is unclear`],
  ["not_a_title", msg`not a job title`],
  ["other", msg`something else`],
] as const;

export type WhyNot = (typeof WHY_NOT)[number][0];

export function whyNotWords(why: WhyNot): string {
  const known = WHY_NOT.find(([name]) => name === why);
  return known ? say(known[1]) : why;
}

/** The reason behind a figure key: 1 is the first. */
export function whyNotOfKey(key: string): WhyNot | null {
  return /^[1-9]$/.test(key) ? (WHY_NOT[Number(key) - 1]?.[0] ?? null) : null;
}

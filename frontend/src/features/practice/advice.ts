/** What helps somebody who took one relation for another. */

import { hueOf, inverse, type Judgement, type Relation } from "@/relations/relations";

export interface Words {
  level_a: readonly string[];
  level_b: readonly string[];
}

const PROMOTED =
  "Would somebody be promoted from one to the other? Then one is senior, however much the words look alike.";
const SAME_POST =
  "Would an employer advertise the same post under both titles? Only then are they synonyms.";
const KIND =
  "Is every holder of the one also a holder of the other, and not the other way round? Then one is a kind of the other.";
const CLOSE =
  "Related jobs are close: same trade, different work. Without a common trade they are unrelated.";

const ALIKE = "Titles can share words and still name work that has nothing in common.";

const BETWEEN: Record<string, string> = {
  "synonym senior": PROMOTED,
  "senior synonym": `${SAME_POST} Neither title outranks the other here.`,
  "synonym broader": KIND,
  "broader synonym": SAME_POST,
  "senior broader": `A wider term is no higher rank. ${KIND}`,
  "broader senior": `A higher rank is no wider term. ${PROMOTED}`,
  "related unrelated": CLOSE,
  "unrelated related": CLOSE,
  "synonym unrelated": ALIKE,
  "broader unrelated": ALIKE,
  "senior unrelated": ALIKE,
  "unrelated synonym": SAME_POST,
  "unrelated broader": KIND,
  "unrelated senior": PROMOTED,
  "synonym related": `${SAME_POST} Close jobs that are advertised apart are related.`,
  "related synonym": SAME_POST,
  "related broader": KIND,
  "broader related": "Neither holds the other: they are two kinds beside each other.",
  "related senior": PROMOTED,
  "senior related": "Neither outranks the other: they are different jobs on the same height.",
};

function named(words: readonly string[]): string {
  return words.map((word) => `“${word}”`).join(", ");
}

/** Sentences that explain the settled relation to who said something else; none for who was right. */
export function adviceOf(said: Judgement, settled: Relation, words: Words): string[] {
  if (said === settled) return [];
  const told: string[] = [];
  if (said === inverse(settled) && said !== settled) {
    told.push(
      "That is the right relation the other way round: read from the first title to the second.",
    );
  }
  if (settled === "senior" || settled === "junior") {
    const levels = [...words.level_a, ...words.level_b];
    if (levels.length > 0) told.push(`${named(levels)} says a level.`);
  }
  if (said === "unsure") {
    told.push("Unsure is a fair answer. Here the words do tell it.");
    return told;
  }
  const between = BETWEEN[`${hueOf(said)} ${hueOf(settled)}`];
  if (between) told.push(between);
  return told;
}

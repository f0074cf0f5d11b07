/** What helps somebody who took one relation for another. */

import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";

import { say } from "@/lib/texts";
import { hueOf, inverse, type Judgement, type Relation } from "@/relations/relations";

export interface Words {
  level_a: readonly string[];
  level_b: readonly string[];
}

const PROMOTED = msg`Would somebody be promoted from one to the other? Then one is senior, however much the words look alike.`;
const SAME_POST = msg`Would an employer advertise the same post under both titles? Only then are they synonyms.`;
const KIND = msg`Is every holder of the one also a holder of the other, and not the other way round? Then one is a kind of the other.`;
const CLOSE = msg`Related jobs are close: same trade, different work. Without a common trade they are unrelated.`;

const ALIKE = msg`Titles can share words and still name work that has nothing in common.`;

const BETWEEN: Record<string, readonly MessageDescriptor[]> = {
  "synonym senior": [PROMOTED],
  "senior synonym": [SAME_POST, msg`Neither title outranks the other here.`],
  "synonym broader": [KIND],
  "broader synonym": [SAME_POST],
  "senior broader": [msg`A wider term is no higher rank.`, KIND],
  "broader senior": [msg`A higher rank is no wider term.`, PROMOTED],
  "related unrelated": [CLOSE],
  "unrelated related": [CLOSE],
  "synonym unrelated": [ALIKE],
  "broader unrelated": [ALIKE],
  "senior unrelated": [ALIKE],
  "unrelated synonym": [SAME_POST],
  "unrelated broader": [KIND],
  "unrelated senior": [PROMOTED],
  "synonym related": [SAME_POST, msg`Close jobs that are advertised apart are related.`],
  "related synonym": [SAME_POST],
  "related broader": [KIND],
  "broader related": [msg`Neither holds the other: they are two kinds beside each other.`],
  "related senior": [PROMOTED],
  "senior related": [msg`Neither outranks the other: they are different jobs on the same height.`],
};

function named(words: readonly string[]): string {
  return words.map((word) => t`“${word}”`).join(", ");
}

/** Sentences that explain the settled relation to who said something else; none for who was right. */
export function adviceOf(said: Judgement, settled: Relation, words: Words): string[] {
  if (said === settled) return [];
  const told: string[] = [];
  if (said === inverse(settled) && said !== settled) {
    told.push(
      t`That is the right relation the other way round: read from the first title to the second.`,
    );
  }
  if (settled === "senior" || settled === "junior") {
    const levels = [...words.level_a, ...words.level_b];
    if (levels.length > 0) told.push(t`${{ levels: named(levels) }} says a level.`);
  }
  if (said === "unsure") {
    told.push(t`Unsure is a fair answer. Here the words do tell it.`);
    return told;
  }
  const between = BETWEEN[`${hueOf(said)} ${hueOf(settled)}`];
  // The sentences belong together: one piece of advice.
  if (between) told.push(between.map(say).join(" "));
  return told;
}

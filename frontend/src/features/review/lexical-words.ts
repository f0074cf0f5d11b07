import { t } from "@lingui/core/macro";

import { percent } from "@/lib/format";

const WHOLE = 0.999;

/** What the words alone say, in plain sentences. */
export function lexicalWords(lexical: Record<string, number>): string[] {
  const at = (name: string) => lexical[name] ?? 0;
  const told: string[] = [];
  if (lexical.jaccard !== undefined)
    told.push(t`${{ jaccard: percent(lexical.jaccard) }} of the words are the same.`);
  if (at("swapped_words") === 1) told.push(t`The same words stand in another order.`);
  else if (at("same_tokens") === 1) told.push(t`Written out, the words are the same.`);
  else if (at("a_inside") >= WHOLE) told.push(t`Every word of the first stands in the second too.`);
  else if (at("b_inside") >= WHOLE) told.push(t`Every word of the second stands in the first too.`);
  if (at("same_core") === 1 && at("same_tokens") !== 1) {
    told.push(t`Without the level words they are the same.`);
  } else if (at("same_head") === 1) {
    told.push(t`Both are about the same kind of job by their main word.`);
  }
  if (at("jaccard") < 0.34 && at("char_cosine") > 0.5) told.push(t`They are spelled much alike.`);
  const level = at("level_difference");
  if (Math.abs(level) > 0.01 && at("a_level_stated") + at("b_level_stated") > 0) {
    told.push(
      level > 0
        ? t`By its level words the first stands higher.`
        : t`By its level words the second stands higher.`,
    );
  } else if (at("both_levels") === 1) {
    told.push(t`Both name the same level.`);
  }
  const numeral = at("numeral_difference");
  if (numeral !== 0)
    told.push(
      numeral > 0
        ? t`The first has the higher grade number.`
        : t`The second has the higher grade number.`,
    );
  return told;
}

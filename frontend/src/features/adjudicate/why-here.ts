import { plural, t } from "@lingui/core/macro";

import { listOf } from "@/lib/texts";

import type { Answer } from "./api/adjudications";

/** Why a pair waits for a lead, in one sentence. */
export function whyHere(
  answers: readonly Pick<Answer, "person" | "relation" | "flagged">[],
): string {
  const said = new Set(answers.map((answer) => answer.relation));
  const flaggers = [...new Set(answers.filter((one) => one.flagged).map((one) => one.person))];
  const names = listOf(flaggers);
  const flagged = flaggers.length > 0 ? [t`${names} flagged it for a lead.`] : [];
  if (said.size > 1) {
    const differ = plural(
      { answers: answers.length },
      { one: "# answer, and it differs.", other: "# answers, and they differ." },
    );
    return [differ, ...flagged].join(" ");
  }
  if (flagged[0]) return flagged[0];
  if (answers.length === 0) return t`Every answer was taken back since it was brought here.`;
  return t`An answer was taken back after the pair had been settled; see whether the rest still holds.`;
}

import type { Answer } from "./api/adjudications";

/** Why a pair waits for a lead, in one sentence. */
export function whyHere(
  answers: readonly Pick<Answer, "person" | "relation" | "flagged">[],
): string {
  const said = new Set(answers.map((answer) => answer.relation));
  const flaggers = [...new Set(answers.filter((one) => one.flagged).map((one) => one.person))];
  const flagged = flaggers.length > 0 ? `${flaggers.join(" and ")} flagged it for a lead.` : "";
  if (said.size > 1) return `${answers.length} answers, and they differ. ${flagged}`.trim();
  if (flagged) return flagged;
  if (answers.length === 0) return "Every answer was taken back since it was brought here.";
  return "An answer was taken back after the pair had been settled; see whether the rest still holds.";
}

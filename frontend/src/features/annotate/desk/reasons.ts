/** What stands behind the short reason of a task, in whole sentences. */

import type { Task } from "../api/queue";

const LONGER: readonly (readonly [start: string, sentence: string])[] = [
  [
    "They share rare words",
    "Both titles have words that few other titles have, so they may well belong together.",
  ],
  [
    "Near each other",
    "The model reads the two as similar. What it would answer is not shown, so that it sways nobody.",
  ],
  [
    "Users of the graph",
    "The search team has reported that something about these two is wrong or missing.",
  ],
  ["A source has them", "An imported file names the two side by side."],
  [
    "The model cannot tell",
    "The model hesitates between several answers here, so that yours teaches it most.",
  ],
  [
    "Titles that are used",
    "These titles are met often, so that an answer about them reaches many searches.",
  ],
  ["So that every relation", "Rare relations would hardly be asked about if chance decided."],
  [
    "Drawn at random",
    "A share of the pairs is drawn by lot. They alone can say honestly how good the graph is.",
  ],
];

/** Why the pair is asked, who else is, and what becomes of the answer. */
export function reasonsOf(task: Pick<Task, "reason" | "wanted">): string[] {
  const why = LONGER.find(([start]) => task.reason.startsWith(start))?.[1];
  const who =
    task.wanted > 1
      ? "Several people judge this pair, and none sees the others’ answers. Where they differ, a lead decides."
      : "You alone are asked about this pair.";
  return [
    ...(why ? [why] : []),
    who,
    "Your answer goes into the graph by way of the ledger, and the next model learns from it. You can change it at any time under My decisions.",
  ];
}

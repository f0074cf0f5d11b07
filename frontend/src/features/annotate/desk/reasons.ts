/** What stands behind the short reason of a task, in whole sentences. */

import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";

import { say } from "@/lib/texts";

import type { Task } from "../api/queue";

/** A reason as the server begins it, the same in the language of the page, and the whole sentence. */
interface Reason {
  start: string;
  short: MessageDescriptor;
  sentence: MessageDescriptor;
}

const REASONS: readonly Reason[] = [
  {
    start: "They share rare words",
    short: msg`They share rare words`,
    sentence: msg`Both titles have words that few other titles have, so they may well belong together.`,
  },
  {
    start: "Near each other",
    short: msg`Near each other for the model`,
    sentence: msg`The model reads the two as similar. What it would answer is not shown, so that it sways nobody.`,
  },
  {
    start: "Users of the graph",
    short: msg`Users of the graph asked about it`,
    sentence: msg`The search team has reported that something about these two is wrong or missing.`,
  },
  {
    start: "A source has them",
    short: msg`A source has them side by side`,
    sentence: msg`An imported file names the two side by side.`,
  },
  {
    start: "The model cannot tell",
    short: msg`The model cannot tell`,
    sentence: msg`The model hesitates between several answers here, so that yours teaches it most.`,
  },
  {
    start: "Titles that are used",
    short: msg`Titles that are used often`,
    sentence: msg`These titles are met often, so that an answer about them reaches many searches.`,
  },
  {
    start: "So that every relation",
    short: msg`So that every relation is asked about`,
    sentence: msg`Rare relations would hardly be asked about if chance decided.`,
  },
  {
    start: "Drawn at random",
    short: msg`Drawn at random, to measure how good the graph is`,
    sentence: msg`A share of the pairs is drawn by lot. They alone can say honestly how good the graph is.`,
  },
];

function known(reason: string): Reason | undefined {
  return REASONS.find(({ start }) => reason.startsWith(start));
}

/** The short reason in words; one that is not known here stays as the server says it. */
export function shortReason(reason: string): string {
  const short = known(reason)?.short;
  return short ? say(short) : reason;
}

/** Why the pair is asked, who else is, and what becomes of the answer. */
export function reasonsOf(task: Pick<Task, "reason" | "wanted">): string[] {
  const why = known(task.reason)?.sentence;
  const who =
    task.wanted > 1
      ? t`Several people judge this pair, and none sees the others’ answers. Where they differ, a lead decides.`
      : t`You alone are asked about this pair.`;
  return [
    ...(why ? [say(why)] : []),
    who,
    t`Your answer goes into the graph by way of the ledger, and the next model learns from it. You can change it at any time under My decisions.`,
  ];
}

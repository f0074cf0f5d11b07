/** Words for the codes by which the server tells a state or a kind. */

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { wordsOf } from "./texts";

const STATES: Record<string, MessageDescriptor> = {
  accepted: msg`accepted`,
  cancelled: msg`cancelled`,
  cleared: msg`cleared`,
  dismissed: msg`dismissed`,
  done: msg`done`,
  draft: msg`draft`,
  failed: msg`failed`,
  interrupted: msg`interrupted`,
  open: msg`open`,
  published: msg`published`,
  queued: msg`queued`,
  rejected: msg`rejected`,
  running: msg`running`,
  settled: msg`settled`,
  stopping: msg`stopping`,
  succeeded: msg`succeeded`,
  superseded: msg`superseded`,
  undone: msg`undone`,
  withdrawn: msg`withdrawn`,
};

/** How something stands: a run, a release, an import, a proposal, a conflict. */
export function stateName(code: string): string {
  return wordsOf(STATES, code);
}

const SETTLED_BY: Record<string, MessageDescriptor> = {
  import: msg`import`,
  rule: msg`rule`,
  automatic: msg`model, automatic`,
  consensus: msg`consensus`,
  review: msg`review`,
  adjudication: msg`adjudication`,
};

/** By what a decision came about. */
export function settledName(code: string): string {
  return wordsOf(SETTLED_BY, code);
}

const CHANGE_SETS: Record<string, MessageDescriptor> = {
  automatic: msg`automatic acceptance`,
  bulk: msg({ message: "bulk", context: "change set" }),
  import: msg`import`,
  import_undo: msg`import taken back`,
  merge: msg({ message: "merge", context: "change set" }),
  move: msg({ message: "move", context: "change set" }),
  quarantine: msg`quarantine`,
  revert: msg`taking back`,
  review: msg`review`,
  split: msg({ message: "split", context: "change set" }),
  title: msg({ message: "title", context: "change set" }),
};

/** Of what kind several decisions are that were made at once. */
export function changeSetName(code: string): string {
  return wordsOf(CHANGE_SETS, code);
}

const THINGS: Record<string, MessageDescriptor> = {
  change_set: msg`change set`,
  concept: msg`concept`,
  conflict: msg`conflict`,
  decision: msg`decision`,
  feedback: msg`feedback`,
  gold_pair: msg`gold pair`,
  guideline: msg`guideline`,
  import_run: msg`import`,
  judgements: msg`judgements`,
  model_version: msg`model version`,
  pair: msg`pair`,
  proposal: msg`proposal`,
  relations: msg`relations`,
  release: msg`release`,
  task: msg`task`,
  title: msg`title`,
  titles: msg`titles`,
  token: msg`token`,
  training_run: msg`training run`,
};

/** What a thing is; one that has no word here keeps its name, readable. */
export function thingName(code: string): string {
  return wordsOf(THINGS, code).replaceAll("_", " ");
}

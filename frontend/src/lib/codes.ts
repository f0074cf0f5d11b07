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
  acceptance_policy: msg`acceptance policy`,
  alias: msg`alias`,
  annotation: msg`annotation`,
  assignment: msg`assignment`,
  change_set: msg`change set`,
  concept: msg`concept`,
  conflict: msg`conflict`,
  dataset: msg`data set`,
  decision: msg`decision`,
  evaluation: msg`evaluation`,
  experiment: msg`experiment`,
  feedback: msg`feedback`,
  gold: msg`gold pair`,
  graph: msg`graph`,
  guideline: msg`guideline`,
  import: msg`import`,
  invitation: msg`invitation`,
  judgements: msg`judgements`,
  model_version: msg`model version`,
  pair: msg`pair`,
  practice_round: msg`practice round`,
  proposal: msg`proposal`,
  proposal_run: msg`proposal run`,
  proposals: msg`proposals`,
  proposer: msg`proposer`,
  quarantine: msg`quarantine`,
  queue: msg`queue`,
  queue_policy: msg`queue policy`,
  relations: msg`relations`,
  release: msg`release`,
  retrain_policy: msg`retrain policy`,
  retraining: msg`retraining`,
  second_yes_policy: msg`second yes policy`,
  task: msg`task`,
  title: msg`title`,
  titles: msg`titles`,
  token: msg`token`,
  training_run: msg`training run`,
  webhook: msg`webhook`,
};

/** What a thing is; one that has no word here keeps its name, readable. */
export function thingName(code: string): string {
  return wordsOf(THINGS, code).replaceAll("_", " ");
}

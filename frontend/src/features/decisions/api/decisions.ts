import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Decision {
  seq: number;
  pair: number;
  title_a: { id: number; text: string };
  title_b: { id: number; text: string };
  relation: string | null;
  settled_by: string;
  person: { id: number; username: string } | null;
  model_version: string;
  source: string;
  reason: string;
  change_set: number | null;
  supersedes: number | null;
  standing: boolean;
  merge_state: string;
  edge: number | null;
  created_at: string;
}

export interface DecisionFilter {
  pair?: number;
  title?: number;
  person?: string;
  relation?: string;
  settled_by?: string;
  change_set?: number;
}

export const decisionsQuery = (filter: DecisionFilter) =>
  keysetQuery<Decision>(["decisions"], "decisions", { ...filter });

/** A lead's own decision: in ledger and graph at once, or refused with the chain. */
export const makeDecision = (wanted: {
  title_a: number;
  title_b: number;
  relation: string | null;
  reason?: string;
}) => api.post<Decision>("decisions", wanted);

export const revertDecision = (seq: number) => api.post<Decision>(`decisions/${seq}/revert`, {});

export interface Reverted {
  change_set: number;
  decisions: number;
  left_alone: number;
}

export const revertChangeSet = (number: number) =>
  api.post<Reverted>(`change-sets/${number}/revert`, {});

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Decision = Schemas["DecisionOut"];
export type Reverted = Schemas["RevertOut"];

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

export const revertChangeSet = (number: number) =>
  api.post<Reverted>(`change-sets/${number}/revert`, {});

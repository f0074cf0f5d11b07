import type { Schemas } from "@/api/shapes";
import type { ChainLink } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type ReviewItem = Omit<Schemas["VerdictRequest"], "reason">;
export type ReviewResult = Omit<Schemas["Reviewed"], "problem"> & {
  problem: ReviewProblem | null;
};
export interface Reviewed {
  change_set: number;
  results: ReviewResult[];
}

export interface ReviewProblem {
  detail: string;
  code?: string;
  chain?: ChainLink[];
}

/** One or many verdicts as one change set; each item stands or falls by itself. */
export const reviewProposals = (items: ReviewItem[]) =>
  api.post<Reviewed>("proposals/review", { items });

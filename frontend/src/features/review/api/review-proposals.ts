import type { Schemas } from "@/api/shapes";
import type { ChainLink } from "@/api/shapes";
import { api } from "@/lib/api-client";

import type { WhyNot } from "../why-not";

export type ReviewItem = Omit<Schemas["VerdictRequest"], "reason" | "why_not"> & {
  why_not?: WhyNot;
};
export type Rehearsed = Omit<Schemas["Rehearsed"], "chain"> & { chain: ChainLink[] };
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

/** What verdicts would do one after the other; saves nothing. */
export const previewReview = (items: ReviewItem[]) =>
  api.post<{ results: Rehearsed[] }>("proposals/preview", { items });

/** One or many verdicts as one change set; each item stands or falls by itself. */
export const reviewProposals = (items: ReviewItem[]) =>
  api.post<Reviewed>("proposals/review", { items });

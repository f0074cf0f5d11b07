import type { ChainLink } from "@/api/shapes";
import { api } from "@/lib/api-client";
import type { Relation } from "@/relations/relations";

export interface ReviewItem {
  proposal_id: number;
  verdict: "accept" | "reject" | "change";
  relation?: Relation;
  reason?: string;
}

export interface ReviewProblem {
  detail: string;
  code?: string;
  chain?: ChainLink[];
}

export interface ReviewResult {
  proposal_id: number;
  state: string;
  decision: number | null;
  problem?: ReviewProblem | null;
}

export interface Reviewed {
  change_set: number;
  results: ReviewResult[];
}

/** One or many verdicts as one change set; each item stands or falls by itself. */
export const reviewProposals = (items: ReviewItem[]) =>
  api.post<Reviewed>("proposals/review", { items });

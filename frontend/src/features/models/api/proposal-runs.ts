import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type ProposalRun = Omit<Schemas["ProposalRun"], "progress" | "surroundings" | "shares"> & {
  progress: { stage?: string; percent?: number };
  /** Empty where the model spoke alone. */
  surroundings: { log_loss_before?: number; log_loss_after?: number };
  /** How the opinions were moved to what the random slice of the queue finds; empty where they were not. */
  shares: {
    answers?: number;
    before?: Record<string, number>;
    after?: Record<string, number>;
  };
};

export const proposalRunsQuery = {
  ...keysetQuery<ProposalRun>(["proposal-runs"], "proposal-runs"),
  refetchInterval: 3_000,
};

export const propose = (wish: { version: string; limit: number; min_score: number }) =>
  api.post<{ task: number; run: ProposalRun }>(`models/${wish.version}/propose`, {
    limit: wish.limit,
    min_score: wish.min_score,
  });

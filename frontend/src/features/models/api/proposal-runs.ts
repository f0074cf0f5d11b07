import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface ProposalRun {
  id: number;
  state: string;
  waiting_reason: string | null;
  model_version: string;
  options: Record<string, number>;
  progress: { stage?: string; percent?: number };
  counts: Record<string, number>;
  error: string;
  created_by: string | null;
  queued_at: string;
  finished_at: string | null;
}

export const proposalRunsQuery = {
  ...keysetQuery<ProposalRun>(["proposal-runs"], "proposal-runs"),
  refetchInterval: 3_000,
};

export const propose = (wish: { version: string; limit: number; min_score: number }) =>
  api.post<{ task: number; run: ProposalRun }>(`models/${wish.version}/propose`, {
    limit: wish.limit,
    min_score: wish.min_score,
  });

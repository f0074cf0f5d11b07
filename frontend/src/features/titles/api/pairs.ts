import { queryOptions } from "@tanstack/react-query";

import type { PairRef } from "@/api/shapes";
import { api } from "@/lib/api-client";

export interface PairDetail extends PairRef {
  /** Others' answers and proposals are held back while the pair is open. */
  blind: boolean;
  annotations: {
    id: number;
    person: string;
    relation: string;
    comment: string;
    created_at: string;
  }[];
  proposals: {
    id: number;
    relation: string;
    score: number;
    state: string;
    model_version: string;
    proposer: string;
    created_at: string;
  }[];
  candidates: { proposer: string; score: number; version?: string }[];
}

export const pairQuery = (id: number) =>
  queryOptions({
    queryKey: ["pair", id],
    queryFn: ({ signal }) => api.get<PairDetail>(`pairs/${id}`, { signal }),
  });

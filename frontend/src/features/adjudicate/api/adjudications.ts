import { queryOptions } from "@tanstack/react-query";

import type { PairRef } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Answer {
  id: number;
  person: string;
  relation: string;
  comment: string;
  created_at: string;
}

export interface Dispute {
  task_id: number;
  pair: PairRef;
  answers: Answer[];
}

export const disputesQuery = keysetQuery<Dispute>(["adjudications"], "adjudications");

export interface Ruling {
  task_id: number;
  relation: string;
  reason: string;
  client_key: string;
}

export const adjudicate = (ruling: Ruling) => api.post("adjudications", ruling);

/** A coefficient with its 95 % interval, or the reason why there is none. */
export interface Figure {
  value?: number | null;
  low?: number;
  high?: number;
  n: number;
  undefined?: string;
}

export interface Agreement {
  overlap_items: number;
  alpha: Figure;
  kappa: (Figure & { person_a: string; person_b: string })[];
  per_relation: Record<string, Figure>;
  reliability: { person: string; value: number; low: number; high: number; n: number }[];
}

export const agreementQuery = queryOptions({
  queryKey: ["agreement"],
  queryFn: ({ signal }) => api.get<Agreement>("agreement", { signal }),
});

import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";

interface Figures {
  macro_f1: number;
  accuracy: number;
  ece: number;
  per_relation: Record<string, number>;
}

export interface EdgeChange {
  title_a: string;
  title_b: string;
  first: [string, number] | null;
  second: [string, number] | null;
}

export interface Comparison {
  a: string;
  b: string;
  test_set: { dataset: string; side: string; pairs: number };
  figures: Record<string, Figures>;
  difference: { value: number; low: number; high: number };
  edges: {
    candidates: number;
    same: number;
    gained: number;
    lost: number;
    flipped: number;
    examples: Record<string, EdgeChange[]>;
  } | null;
}

export const compareQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: ["models", "compare", a, b],
    queryFn: ({ signal }) => api.get<Comparison>("models/compare", { query: { a, b }, signal }),
    staleTime: 10 * 60_000,
  });

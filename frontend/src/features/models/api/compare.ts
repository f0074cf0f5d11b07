import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Kind = "gained" | "lost" | "flipped";

export interface EdgeChange {
  title_a: string;
  title_b: string;
  first: [string, number] | null;
  second: [string, number] | null;
}

export type Edges = Omit<Schemas["EdgeDifference"], "examples"> & {
  examples: Partial<Record<Kind, EdgeChange[]>>;
};

export type Comparison = Omit<Schemas["Comparison"], "edges"> & {
  difference: { value: number; low: number; high: number };
  edges: Edges | null;
};

/** `candidates`: how many open candidates are scored for the difference in edges. */
export const compareQuery = (a: string, b: string, candidates: number) =>
  queryOptions({
    queryKey: ["models", "compare", a, b, candidates],
    queryFn: ({ signal }) =>
      api.get<Comparison>("models/compare", { query: { a, b, candidates }, signal }),
    staleTime: 10 * 60_000,
  });

import { queryOptions } from "@tanstack/react-query";

import type { AroundFact } from "@/components/around-title";
import { api } from "@/lib/api-client";

/** What the graph knows of the two titles of a pair. */
export interface Around {
  graph: { title_a: AroundFact[]; title_b: AroundFact[] };
}

export const aroundQuery = (pair: number) =>
  queryOptions({
    queryKey: ["pair", pair, "around"],
    queryFn: ({ signal }) => api.get<Around>(`pairs/${pair}`, { signal }),
    staleTime: 60_000,
  });

import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";

export interface Suggestion {
  text: string;
  title_id: number;
  concept_id: number;
  preferred: string;
  count: number;
}

export const suggestQuery = (q: string, release: string) =>
  queryOptions({
    queryKey: ["graph", release, "suggest", q],
    queryFn: ({ signal }) =>
      api.get<{ suggestions: Suggestion[] }>("suggest", {
        query: { q, limit: 12, release },
        signal,
      }),
    enabled: q.trim().length > 0,
  });

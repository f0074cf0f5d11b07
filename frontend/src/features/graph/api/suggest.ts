import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Suggestion = Schemas["SuggestionOut"];

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

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

import type { Conflict } from "./conflicts";

export type SecondYesPolicy = Schemas["SecondYesPolicyOut"];

interface Page {
  next: number | null;
  results: Conflict[];
}

/** The newest decisions that wait for another person's yes. */
export const secondYesQuery = queryOptions({
  queryKey: ["conflicts", "second-yes"],
  queryFn: ({ signal }) =>
    api.get<Page>("conflicts", {
      query: { state: "open", rule: "second_yes", page_size: 5 },
      signal,
    }),
});

/** Agree: the decision is merged. */
export const agree = ({ id, reason }: { id: number; reason: string }) =>
  api.post<Conflict>(`conflicts/${id}/agree`, { reason });

export const policyQuery = queryOptions({
  queryKey: ["second-yes-policy"],
  queryFn: ({ signal }) => api.get<SecondYesPolicy>("second-yes-policy", { signal }),
});

export const changePolicy = (limits: Pick<SecondYesPolicy, "merge_titles" | "inferred_edges">) =>
  api.put<SecondYesPolicy>("second-yes-policy", limits);

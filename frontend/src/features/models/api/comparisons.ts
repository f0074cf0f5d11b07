import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

import type { Comparison } from "./compare";

type Row = Schemas["ComparisonRun"];
export type ComparisonRun = Omit<Schemas["ComparisonRunDetail"], "result"> & {
  result: Comparison | null;
};

const ACTIVE = new Set(["queued", "running"]);
const LIVE_MS = 1_500;

export function isActive(run: { state: string }): boolean {
  return ACTIVE.has(run.state);
}

/** The youngest count over all candidates of two versions, with its result; null where nobody asked for one. */
export const lastCountQuery = (a: string, b: string) =>
  queryOptions({
    queryKey: ["comparisons", a, b],
    queryFn: async ({ signal }) => {
      const page = await api.get<Page<Row>>("comparisons", { query: { a, b }, signal });
      const [last] = page.results;
      return last ? await api.get<ComparisonRun>(`comparisons/${last.id}`, { signal }) : null;
    },
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? LIVE_MS : false),
  });

export const countAll = (versions: { a: string; b: string }) =>
  api.post<Row>("comparisons", versions);
export const cancelCount = (id: number) => api.post<Row>(`comparisons/${id}/cancel`);

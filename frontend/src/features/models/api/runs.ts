import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Run = Schemas["TrainingRun"];
/** Curves are lists of step and value. */
export type RunDetail = Omit<Schemas["TrainingRunDetail"], "curves"> & {
  curves: Record<string, [number, number][]>;
};

const ACTIVE = new Set(["queued", "running"]);
const LIVE_MS = 1_500;

export function isActive(run: Run): boolean {
  return ACTIVE.has(run.state);
}

export const runsQuery = keysetQuery<Run>(["runs"], "training-runs");

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: ({ signal }) => api.get<RunDetail>(`training-runs/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data && !isActive(state.data) ? false : LIVE_MS),
  });

export interface RunWish {
  preset: string;
  seed: number;
  dataset?: string;
  freeze?: boolean;
  recipe?: string;
  warm_start?: string;
  /** Train as often again, on a half, a quarter and so on of the labels. */
  curve_points?: number;
  /** Queue it also when no worker serves trainings. */
  wait?: boolean;
}

export const startRun = (wish: RunWish) => api.post<RunDetail>("training-runs", wish);
export const cancelRun = (id: number) => api.post<Run>(`training-runs/${id}/cancel`);
export const resumeRun = (id: number) => api.post<Run>(`training-runs/${id}/resume`);

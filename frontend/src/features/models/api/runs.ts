import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Run {
  id: number;
  state: "queued" | "running" | "succeeded" | "failed" | "cancelled" | "interrupted";
  waiting_reason: string | null;
  dataset: { id: number; name: string };
  preset: string;
  seed: number;
  device: string;
  warm_start: string | null;
  progress: {
    stage?: string;
    epoch?: number;
    epochs?: number;
    step?: number;
    steps?: number;
    percent?: number;
    seconds_left?: number | null;
    loss?: number;
  };
  metrics: Record<string, number>;
  model_version: string | null;
  error: string;
  cancel_requested: boolean;
  resumes: number;
  created_by: string | null;
  queued_at: string;
  started_at: string | null;
  finished_at: string | null;
  heartbeat_at: string | null;
}

export interface RunDetail extends Run {
  curves: Record<string, [number, number][]>;
  recipe: string;
  log_tail: string;
  folder: string;
}

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
}

export const startRun = (wish: RunWish) => api.post<RunDetail>("training-runs", wish);
export const cancelRun = (id: number) => api.post<Run>(`training-runs/${id}/cancel`);
export const resumeRun = (id: number) => api.post<Run>(`training-runs/${id}/resume`);

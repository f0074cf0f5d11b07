import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";

export interface Waiting {
  open_tasks: number;
  my_leases: number;
  disputed: number;
  open_proposals: number;
  conflicts: number;
  pending_merges: number;
}

export interface WorkerState {
  alive: boolean;
  last_seen_at: string | null;
}

export interface Home {
  waiting: Waiting;
  totals: {
    titles: number;
    pairs: number;
    annotations: number;
    decisions: number;
    edges: number;
    concepts: number;
  };
  activity: { day: string; annotations: number; decisions: number }[];
  workers: Record<string, WorkerState>;
  mine: {
    leases: number;
    annotations_today: number;
    annotations_total: number;
    last_annotation_at: string | null;
  };
  release: { latest: number; published_at: string | null } | null;
  model: { champion: string } | null;
}

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => api.get<Home>("home", { signal }),
  staleTime: 5_000,
  refetchInterval: 20_000,
});

import { api } from "@/lib/api-client";
import type { PairRef } from "@/api/shapes";

export interface Highlights {
  shared: string[];
  only_a: string[];
  only_b: string[];
  level_a: string[];
  level_b: string[];
}

export interface Task {
  id: number;
  pair: PairRef;
  reason: string;
  leased_until: string;
  blind: boolean;
  highlights?: Highlights;
}

export interface EmptyQueue {
  reason: string;
  sentence: string;
  open: number;
  leased: number;
}

export interface Pace {
  done_today: number;
  done_total: number;
  open: number;
}

export interface NextItems {
  items: Task[];
  empty: EmptyQueue | null;
  progress: Pace | null;
}

/** Lease the next items; `holding` are those that are on this screen already. */
export const nextItems = (count: number, holding: readonly number[]) =>
  api.get<NextItems>("queue/next", {
    query: { count, holding: holding.join(","), progress: 1 },
    timeout: 20_000,
  });

/** Give prefetched items back; outlives the page. */
export const releaseItems = (taskIds: number[]) =>
  api.post<undefined>("queue/release", { task_ids: taskIds }, { keepalive: true });

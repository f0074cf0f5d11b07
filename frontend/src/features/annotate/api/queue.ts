import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Highlights = Schemas["Highlights"];
export type Task = Schemas["Task"];
export type EmptyQueue = Schemas["Empty"];
export type Pace = Schemas["Pace"];
export type NextItems = Schemas["Queue"];

/** Lease the next items; `holding` are those that are on this screen already. */
export const nextItems = (count: number, holding: readonly number[]) =>
  api.get<NextItems>("queue/next", {
    query: { count, holding: holding.join(","), progress: 1 },
    timeout: 20_000,
  });

/** Give prefetched items back; outlives the page. */
export const releaseItems = (taskIds: number[]) =>
  api.post<undefined>("queue/release", { task_ids: taskIds }, { keepalive: true });

/** Free every lease of everybody; leads only. */
export const releaseAll = () => api.post<undefined>("queue/release", { all: true });

/** Make tasks of candidates that nobody was asked about; leads only. */
export const fillQueue = () => api.post<Schemas["Filled"]>("queue/fill", {});

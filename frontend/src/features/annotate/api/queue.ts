import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Highlights = Schemas["Highlights"];
export type Task = Schemas["Task"];
export type EmptyQueue = Schemas["Empty"];
export type Pace = Schemas["Pace"];
export type NextItems = Schemas["Queue"];

/** Lease the next items; `holding` are those that are on this screen already. */
export async function nextItems(count: number, holding: readonly number[]): Promise<NextItems> {
  // What a desk that was just left gives back must not be taken off the one that opens now.
  await givingBack;
  return api.get<NextItems>("queue/next", {
    query: { count, holding: holding.join(",") },
    timeout: 20_000,
  });
}

let givingBack: Promise<unknown> = Promise.resolve();

/** Give prefetched items back; outlives the page. */
export function releaseItems(taskIds: number[]): void {
  givingBack = api
    .post<undefined>("queue/release", { task_ids: taskIds }, { keepalive: true })
    .catch(() => undefined);
}

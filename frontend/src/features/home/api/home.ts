import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Waiting = Schemas["Waiting"];
export type WorkerState = Schemas["QueueWorkers"];
export type Home = Schemas["Home"];

export const homeQuery = queryOptions({
  queryKey: ["home"],
  queryFn: ({ signal }) => api.get<Home>("home", { signal }),
  staleTime: 5_000,
  refetchInterval: 20_000,
});

export type Growth = Schemas["Growth"];

export const growthQuery = queryOptions({
  queryKey: ["home", "growth"],
  queryFn: ({ signal }) => api.get<Growth>("home/growth", { signal }),
  staleTime: 10 * 60_000,
});

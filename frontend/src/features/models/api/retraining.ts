import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Retraining = Schemas["Retraining"];
export type RetrainingChange = Pick<Retraining, "enabled" | "after" | "preset" | "promotes">;

const LIVE_MS = 15_000;

export const retrainingQuery = queryOptions({
  queryKey: ["retraining"],
  queryFn: ({ signal }) => api.get<Retraining>("retraining", { signal }),
  refetchInterval: LIVE_MS,
});

export const changeRetraining = (change: RetrainingChange) =>
  api.put<Retraining>("retraining", change);

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Leases = Schemas["Leases"];
export type Lease = Schemas["Lease"];
export type Policy = Schemas["Policy"];
export type PolicyChange = Pick<
  Policy,
  "overlap_share" | "random_share" | "strategy" | "lease_seconds"
>;

const LIVE_MS = 10_000;

/** Who holds what, and how full the queue is; asked again and again while the page is open. */
export const leasesQuery = queryOptions({
  queryKey: ["queue", "leases"],
  queryFn: ({ signal }) => api.get<Leases>("queue/leases", { signal }),
  refetchInterval: LIVE_MS,
});

export const policyQuery = queryOptions({
  queryKey: ["queue", "policy"],
  queryFn: ({ signal }) => api.get<Policy>("queue/policy", { signal }),
});

export type LabelValue = Schemas["LabelValue"];

/** How often people have lately contradicted the model. */
export const labelValueQuery = queryOptions({
  queryKey: ["queue", "value"],
  queryFn: ({ signal }) => api.get<LabelValue>("queue/value", { signal }),
});

/** For the tasks and leases that are made from now on. */
export const changePolicy = (change: PolicyChange) => api.put<Policy>("queue/policy", change);

/** Free every lease of a person, or (null) of everybody. Answers that come later count all the same. */
export const releaseLeases = (person: number | null) =>
  api.post<Schemas["Released"]>("queue/leases", { person });

/** Make tasks of candidates that nobody was asked about. */
export const fillQueue = (limit?: number) =>
  api.post<Schemas["Filled"]>("queue/fill", limit === undefined ? {} : { limit });

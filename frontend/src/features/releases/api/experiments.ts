import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

export type Experiment = Schemas["ExperimentOut"];
export type ExperimentPlan = Schemas["StartInRequest"];

/** Experiments, the newest first; while one runs its counts are asked again every few seconds. */
export const experimentsQuery = queryOptions({
  queryKey: ["experiments"],
  queryFn: async ({ signal }) =>
    (await api.get<Page<Experiment>>("experiments", { query: { page_size: 20 }, signal })).results,
  refetchInterval: (query) =>
    query.state.data?.some((one) => one.ended_at === null) ? 5_000 : false,
});

export const startExperiment = (plan: ExperimentPlan) => api.post<Experiment>("experiments", plan);

export const stopExperiment = (id: number) => api.post<Experiment>(`experiments/${id}/stop`);

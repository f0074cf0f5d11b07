import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import type { Cell } from "@/components/charts/confusion";
import { api } from "@/lib/api-client";

export type TestedPair = Schemas["TestedPair"];
export type LearningCurve = Schemas["LearningCurve"];

/** The pairs behind a cell of the confusion, those first of which the model was surest. */
export const cellPairsQuery = (version: string, evaluation: number, cell: Cell) =>
  infiniteQueryOptions({
    queryKey: ["model", version, "pairs", evaluation, cell],
    queryFn: ({ pageParam, signal }) =>
      api.get<Schemas["TestedPairs"]>(`models/${version}/pairs`, {
        query: { evaluation, ...cell, after: pageParam },
        signal,
      }),
    initialPageParam: 0,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Infinity,
  });

/** `more`: labels to look ahead. */
export const learningCurveQuery = (more: number) =>
  queryOptions({
    queryKey: ["models", "learning-curve", more],
    queryFn: ({ signal }) =>
      api.get<LearningCurve>("models/learning-curve", { query: { more }, signal }),
  });

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import type { Bin } from "@/components/charts/reliability";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Interval {
  value: number;
  low: number;
  high: number;
}

export type VersionMetrics = Schemas["Metrics"];
export type AliasMove = Omit<Schemas["AliasMove"], "verdict"> & { verdict: Partial<Verdict> };

/** A version that could not be tested has no figures. */
export type Version = Omit<Schemas["ModelVersion"], "metrics"> & {
  metrics: VersionMetrics | Record<string, never>;
};

export interface Report {
  count: number;
  accuracy: Interval;
  macro_f1: Interval;
  relations: Record<
    string,
    { support: number; predicted: number; precision: Interval; recall: Interval; f1: Interval }
  >;
  confusion: number[][];
  ece: number;
  bins: Bin[];
  slices: Record<
    string,
    { count: number; accuracy: number; macro_f1: number; macro_f1_interval?: [number, number] }
  >;
}

export interface Evaluation {
  id: number;
  dataset: { id: number; name: string };
  report: Report;
  baseline: Partial<Report>;
  created_at: string;
}

export interface VersionDetail extends Version {
  evaluations: Evaluation[];
  recipe: string | null;
  history: AliasMove[];
}

export interface RuleResult {
  rule: string;
  passed: boolean;
  sentence: string;
}

export interface Verdict {
  passed: boolean;
  rules: RuleResult[];
  sentence: string;
}

export function hasMetrics(metrics: Version["metrics"]): metrics is VersionMetrics {
  return "macro_f1" in metrics;
}

export const versionsQuery = keysetQuery<Version>(["models"], "models");

export const versionQuery = (version: string) =>
  queryOptions({
    queryKey: ["model", version],
    queryFn: ({ signal }) => api.get<VersionDetail>(`models/${version}`, { signal }),
  });

export const aliasesQuery = keysetQuery<AliasMove>(["aliases"], "aliases");

export const promote = (wish: { alias: string; version: string; override_reason: string }) =>
  api.post<AliasMove>(`aliases/${wish.alias}`, {
    version: wish.version,
    override_reason: wish.override_reason,
  });

export const rollback = (alias: string) => api.post<AliasMove>(`aliases/${alias}/rollback`, {});

import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";

export interface DecisionBehind {
  seq: number;
  relation: string | null;
  settled_by: string;
  person: string | null;
  reason: string;
  source: string;
  merge_state: string;
  created_at: string;
}

/** All that stands behind an edge; relations read from its subject to its object. */
export interface Why {
  edge: {
    id: number;
    relation: string;
    subject: { id: number; text: string };
    object: { id: number; text: string };
    active: boolean;
    created_at: string;
  };
  decision: DecisionBehind;
  annotations: {
    id: number;
    person: string;
    relation: string;
    comment: string;
    /** Not taken back, and not set aside by a quarantine. */
    stands: boolean;
    created_at: string;
  }[];
  adjudicated: boolean;
  proposal: { id: number; relation: string; score: number; proposer: string } | null;
  model_version: string | null;
  dataset: string | null;
  source: string | null;
  first_release: number | null;
  /** All decisions on the pair, oldest first. */
  chain: DecisionBehind[];
}

export const whyQuery = (edge: number) =>
  queryOptions({
    queryKey: ["graph", "why", edge],
    queryFn: ({ signal }) => api.get<Why>(`edges/${edge}/why`, { signal }),
  });

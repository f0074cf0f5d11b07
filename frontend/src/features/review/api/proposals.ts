import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Weighted {
  text: string;
  /** What the proposed relation's probability loses without the word. */
  weight: number;
}

interface AroundTitle {
  relation: string;
  edge: number | null;
  title: number;
  text: string;
}

/** Why a proposer suggests a pair; which parts there are depends on the proposer. */
export interface Evidence {
  tokens_a?: Weighted[];
  tokens_b?: Weighted[];
  lexical?: Record<string, number>;
  similarity?: number;
  /** The score by the two titles alone, without what stands around them. */
  alone?: number;
  /** Answers of the random slice by which the score was moved; 0 where there were too few. */
  answers?: number;
  nearest?: { title_a: string; title_b: string; relation: string; similarity: number }[];
  graph?: { a?: AroundTitle[]; b?: AroundTitle[] };
  probabilities?: Record<string, number>;
}

export type Proposal = Omit<Schemas["Proposal"], "evidence"> & { evidence: Evidence };

export type TitleGroup = Omit<Schemas["Card"], "proposals"> & { proposals: Proposal[] };

export interface ProposalFilter {
  order: "score" | "effect" | "family" | "lot";
  relation: string;
  q: string;
  min_score?: number;
  /** Only of this family; the empty name is of those without one. */
  family?: string;
  /** Only the random sample that automatic acceptance leaves to people. */
  sample?: boolean;
}

/** A list that is being worked through must not change under the hand. */
const STEADY = { staleTime: 10 * 60_000, refetchOnWindowFocus: false } as const;

export const proposalsQuery = (filter: ProposalFilter) => ({
  ...keysetQuery<Proposal>(["proposals", "list"], "proposals", { state: "open", ...filter }),
  ...STEADY,
});

export type Tally = Schemas["Tally"];

export const tallyQuery = queryOptions({
  queryKey: ["proposals", "tally"],
  queryFn: ({ signal }) => api.get<Tally>("proposals/tally", { signal }),
});

export const proposalGroupsQuery = (filter: { relation: string; q: string }) => ({
  ...keysetQuery<TitleGroup>(["proposals", "by-title"], "proposals/by-title", {
    ...filter,
    page_size: 20,
  }),
  ...STEADY,
});

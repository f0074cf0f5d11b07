import { queryOptions } from "@tanstack/react-query";

import type { AlgebraRefusal, ChainLink } from "@/api/shapes";
import { api } from "@/lib/api-client";

export interface InferredEdge {
  relation: string;
  subject: number;
  subject_name: string;
  object: number;
  object_name: string;
}

export interface Preview {
  outcome: "added" | "replaced" | "confirmed" | "ended" | "nothing" | "refused" | "outranked";
  refusal: AlgebraRefusal | null;
  replaces: ChainLink | null;
  new_titles: number[];
  joined: { concept: number; name: string; into: number; into_name: string; titles: number }[];
  parted: {
    concept: number;
    name: string;
    revived: number;
    revived_name: string;
    titles: number;
  }[];
  gained: { count: number; sample: InferredEdge[] };
  lost: { count: number; sample: InferredEdge[] };
  complete: boolean;
}

export interface Considered {
  title_a: number;
  title_b: number;
  relation: string | null;
}

export const preview = (considered: Considered, signal?: AbortSignal) =>
  api.post<Preview>("preview", considered, { signal });

/** What a decision would change; asked anew each time, for others change the graph meanwhile. */
export const previewQuery = (considered: Considered) =>
  queryOptions({
    queryKey: ["preview", considered],
    queryFn: ({ signal }) => preview(considered, signal),
    staleTime: 0,
    gcTime: 30_000,
  });

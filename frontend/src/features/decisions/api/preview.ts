import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type InferredEdge = Schemas["InferredOut"];
export type Preview = Schemas["PreviewOut"];

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

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type ChangeSeen = Schemas["ChangePreviewOut"];
export type Changed = Schemas["ChangedOut"];

/** What somebody wants to change; see the schema's `ChangeIn`. */
export interface Change {
  kind: "move" | "merge" | "split";
  concept: number;
  out_of?: number | null;
  under?: number | null;
  into?: number;
  titles?: number[];
  relation?: string | null;
}

/** What a change would do; asked anew each time, for others change the graph meanwhile. */
export const changeSeenQuery = (change: Change) =>
  queryOptions({
    queryKey: ["taxonomy", "preview", change],
    queryFn: ({ signal }) => api.post<ChangeSeen>("taxonomy/preview", change, { signal }),
    staleTime: 0,
    gcTime: 30_000,
  });

export const makeChange = (change: Change & { reason: string }) =>
  api.post<Changed>("taxonomy/changes", change);

export const addTitle = (asked: {
  concept: number;
  text: string;
  preferred: boolean;
  reason?: string;
}) =>
  api.post<Schemas["TitleAddedOut"]>(`taxonomy/concepts/${asked.concept}/titles`, {
    text: asked.text,
    preferred: asked.preferred,
    reason: asked.reason ?? "",
  });

export const preferTitle = ({ concept, title }: { concept: number; title: number }) =>
  api.put<Schemas["ConceptPreferredOut"]>(`concepts/${concept}/preferred`, { title });

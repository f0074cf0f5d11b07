import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery, type Page } from "@/lib/keyset";

export type Annotation = Schemas["Annotation"];

export const myAnnotationsQuery = (filter: { q: string; relation: string }) =>
  keysetQuery<Annotation>(["annotations", "mine"], "annotations", { mine: 1, ...filter });

const LATEST = 20;

/** The person's newest judgements, for the trail of a desk that was just opened. */
export const latestAnnotationsQuery = queryOptions({
  queryKey: ["annotations", "latest"],
  queryFn: ({ signal }) =>
    api
      .get<Page<Annotation>>("annotations", { query: { mine: 1, page_size: LATEST }, signal })
      .then((page) => page.results),
  staleTime: 0,
  refetchOnWindowFocus: false,
});

export const undoAnnotation = (id: number) => api.post<Schemas["Undone"]>(`annotations/${id}/undo`);

/** A second thought: the new judgement supersedes the old one, which stays on record. */
export const changeAnnotation = (wish: { annotation: Annotation; relation: string }) =>
  api.post("annotations", {
    pair_id: wish.annotation.pair.id,
    relation: wish.relation,
    supersedes: wish.annotation.id,
    client_key: crypto.randomUUID(),
    blind: wish.annotation.blind,
  });

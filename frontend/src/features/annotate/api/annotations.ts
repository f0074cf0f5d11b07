import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Annotation = Schemas["Annotation"];

export const myAnnotationsQuery = (filter: { q: string; relation: string }) =>
  keysetQuery<Annotation>(["annotations", "mine"], "annotations", { mine: 1, ...filter });

export const undoAnnotation = (id: number) =>
  api.post<{ id: number; undone: boolean; task_id: number | null }>(`annotations/${id}/undo`);

/** A second thought: the new judgement supersedes the old one, which stays on record. */
export const changeAnnotation = (wish: { annotation: Annotation; relation: string }) =>
  api.post("annotations", {
    pair_id: wish.annotation.pair.id,
    relation: wish.relation,
    supersedes: wish.annotation.id,
    client_key: crypto.randomUUID(),
    blind: wish.annotation.blind,
  });

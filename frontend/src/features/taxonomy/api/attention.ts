import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { bringBack } from "@/features/graph/api/retirement";
import { revertChangeSet, revertDecision } from "@/features/decisions/api/decisions";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

import { preferTitle } from "./changes";

export type HistoryEntry = Schemas["HistoryEntryOut"];
export type Comment = Schemas["CommentOut"];
export type Watched = Schemas["WatchedOut"];

export const historyQuery = (concept: number) =>
  keysetQuery<HistoryEntry>(
    ["taxonomy", "history", concept],
    `taxonomy/concepts/${concept}/history`,
  );

export const commentsQuery = (concept: number) =>
  keysetQuery<Comment>(["taxonomy", "comments", concept], `taxonomy/concepts/${concept}/comments`);

export const watchedQuery = queryOptions({
  queryKey: ["taxonomy", "watched"],
  queryFn: ({ signal }) => api.get<{ results: Watched[] }>("taxonomy/watched", { signal }),
  select: (data) => data.results,
});

/** Watch a concept; for one that is watched, all up to now has been seen. */
export const watch = (concept: number) => api.put(`taxonomy/concepts/${concept}/watch`);
export const unwatch = (concept: number) => api.delete(`taxonomy/concepts/${concept}/watch`);

export const say = (asked: { concept: number; text: string; client_key: string }) =>
  api.post<Comment>(`taxonomy/concepts/${asked.concept}/comments`, {
    text: asked.text,
    client_key: asked.client_key,
  });
export const withdraw = (comment: number) => api.delete(`taxonomy/comments/${comment}`);

/** Take an entry of a history back, by itself or with all of its change set. */
export function takeBack(concept: number, entry: HistoryEntry): Promise<unknown> {
  const set = entry.change_set;
  if (set?.whole && !set.reverted) return revertChangeSet(set.id);
  const way = entry.takes_back;
  switch (way?.by) {
    case "decision":
      return revertDecision(way.id);
    case "preferred":
      return preferTitle({ concept, title: way.id });
    case "retirement":
      return bringBack(way.id);
    default:
      return Promise.resolve();
  }
}

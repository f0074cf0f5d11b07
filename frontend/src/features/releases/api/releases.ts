import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

export type Release = Schemas["ReleaseOut"];

/** Releases, newest first. */
export const releasesQuery = queryOptions({
  queryKey: ["releases"],
  queryFn: async ({ signal }) => {
    const page = await api.get<Page<Release>>("releases", { query: { page_size: 200 }, signal });
    return [...page.results].sort((a, b) => b.number - a.number);
  },
});

export const releaseQuery = (number: number) =>
  queryOptions({
    queryKey: ["releases", number],
    queryFn: ({ signal }) => api.get<Release>(`releases/${number}`, { signal }),
  });

export const buildRelease = (note: string) => api.post<Release>("releases", { note });

export type Notes = Schemas["NotesOut"];

export const notesQuery = (number: number) =>
  queryOptions({
    queryKey: ["releases", number, "notes"],
    queryFn: ({ signal }) => api.get<Notes>(`releases/${number}/notes`, { signal }),
  });

export const writeNotes = ({ number, notes }: { number: number; notes: string }) =>
  api.put<Notes>(`releases/${number}/notes`, { notes });

export const serveRelease = ({ number, reason }: { number: number; reason: string }) =>
  api.post<Release>(`releases/${number}/serve`, { reason });

export type Replay = Schemas["ReplayOut"];

export const replayQueries = ({
  number,
  since,
  queries,
}: {
  number: number;
  since: number;
  queries: string[];
}) => api.post<Replay>(`releases/${number}/replay`, { since, queries });

export const publishRelease = (number: number) => api.post<Release>(`releases/${number}/publish`);

export const withdrawRelease = ({ number, reason }: { number: number; reason: string }) =>
  api.post<Release>(`releases/${number}/withdraw`, { reason });

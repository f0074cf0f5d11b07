import { queryOptions } from "@tanstack/react-query";

import type { TitleRef } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface TitleForm {
  raw: string;
  source: string;
  external_id: string;
  preferred: boolean;
  count: number;
}

export interface TitleDetail extends TitleRef {
  forms: TitleForm[];
  concept: { id: number; preferred: TitleRef; titles: TitleRef[] } | null;
}

export const titlesQuery = (filter: { q: string; language: string }) =>
  keysetQuery<TitleRef>(["titles"], "titles", filter);

export const titleQuery = (id: number) =>
  queryOptions({
    queryKey: ["title", id],
    queryFn: ({ signal }) => api.get<TitleDetail>(`titles/${id}`, { signal }),
  });

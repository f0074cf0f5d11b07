import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import type { TitleRef } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type TitleDetail = Schemas["TitleDetailOut"];

export const titlesQuery = (filter: { q: string; language: string }) =>
  keysetQuery<TitleRef>(["titles"], "titles", filter);

export const titleQuery = (id: number) =>
  queryOptions({
    queryKey: ["title", id],
    queryFn: ({ signal }) =>
      api.get<TitleDetail>(`titles/${id}`, { query: { release: "working" }, signal }),
  });

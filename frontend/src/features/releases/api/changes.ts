import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type ChangedEdge = Schemas["EdgeTextOut"];

export type Changes = Schemas["ChangesOut"];

const SHOWN = 200;

export const changesQuery = (number: number, since: number) =>
  queryOptions({
    queryKey: ["releases", number, "changes", since],
    queryFn: ({ signal }) =>
      api.get<Changes>(`releases/${number}/changes`, { query: { since, limit: SHOWN }, signal }),
  });

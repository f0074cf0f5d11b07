import { queryOptions } from "@tanstack/react-query";

import type { TitleRef } from "@/api/shapes";
import { api } from "@/lib/api-client";

/** The subject is `relation` than the object. */
export interface ChangedEdge {
  id: number;
  relation: string;
  subject: TitleRef & { concept_id: number };
  object: TitleRef & { concept_id: number };
  first_release: number;
}

interface Named {
  id: number;
  preferred: string;
}

export interface Changes {
  release: number;
  since: number;
  counts: Record<string, number>;
  edges: {
    added: ChangedEdge[];
    removed: ChangedEdge[];
    altered: { before: ChangedEdge; after: ChangedEdge }[];
  };
  concepts: {
    new: Named[];
    merged: { id: number; replacedBy: number }[];
    split: Named[];
    retired: number[];
  };
  synonym_sets: { id: number; preferred: TitleRef; titles: TitleRef[] }[];
}

const SHOWN = 200;

export const changesQuery = (number: number, since: number) =>
  queryOptions({
    queryKey: ["releases", number, "changes", since],
    queryFn: ({ signal }) =>
      api.get<Changes>(`releases/${number}/changes`, { query: { since, limit: SHOWN }, signal }),
  });

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type ConceptRetirement = Schemas["ConceptRetirementOut"];

/** Whether the concept is part of the graph now, and what depends on it. */
export const retirementQuery = (concept: number) =>
  queryOptions({
    queryKey: ["retirement", concept],
    queryFn: ({ signal }) =>
      api.get<ConceptRetirement>(`concepts/${concept}/retirement`, { signal }),
  });

interface Asked {
  concept: number;
  reason: string;
  instead: number | null;
}

/** The number answers with the reason from the next release on. */
export const retire = ({ concept, reason, instead }: Asked) =>
  api.put<ConceptRetirement>(`concepts/${concept}/retirement`, {
    reason,
    use_instead: instead,
  });

/** It comes back under its old number. */
export const bringBack = (concept: number) => api.delete(`concepts/${concept}/retirement`);

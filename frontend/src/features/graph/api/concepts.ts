import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type ConceptName = Schemas["ConceptNameOut"];
export type Concept = Schemas["ConceptOut"];
export type ConceptEdge = Schemas["ConceptEdgeOut"];
export type Neighbourhood = Schemas["NeighbourhoodOut"];
export type Ladder = Schemas["LadderOut"];

/** Which graph: a published release by its number, the latest one, or the working graph. */
export type ReleaseChoice = string;

export const conceptQuery = (id: number, release: ReleaseChoice) =>
  queryOptions({
    queryKey: ["graph", release, "concept", id],
    queryFn: ({ signal }) => api.get<Concept>(`concepts/${id}`, { query: { release }, signal }),
  });

export const conceptEdgesQuery = (id: number, release: ReleaseChoice, inferred: boolean) =>
  queryOptions({
    queryKey: ["graph", release, "edges", id, inferred],
    queryFn: ({ signal }) =>
      api.get<{ edges: ConceptEdge[] }>(`concepts/${id}/edges`, {
        query: { release, direction: "both", inferred: inferred ? 1 : 0, limit: 500 },
        signal,
      }),
  });

/** The edges that join a concept's own titles. */
export const synonymEdgesQuery = (id: number, release: ReleaseChoice) =>
  queryOptions({
    queryKey: ["graph", release, "synonyms", id],
    queryFn: ({ signal }) =>
      api.get<{ edges: ConceptEdge[] }>(`concepts/${id}/edges`, {
        query: { release, relation: "synonym", limit: 200 },
        signal,
      }),
  });

export const neighbourhoodQuery = (id: number, release: ReleaseChoice) =>
  queryOptions({
    queryKey: ["graph", release, "neighbourhood", id],
    queryFn: ({ signal }) =>
      api.get<Neighbourhood>("neighbourhood", {
        query: { concept: id, depth: 1, limit: 200, release },
        signal,
      }),
  });

export const ladderQuery = (id: number, release: ReleaseChoice) =>
  queryOptions({
    queryKey: ["graph", release, "ladder", id],
    queryFn: ({ signal }) =>
      api.get<Ladder>(`concepts/${id}/ladder`, { query: { release, scope: "line" }, signal }),
  });

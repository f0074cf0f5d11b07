import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type ConceptName = Schemas["ConceptNameOut"];
export type Concept = Schemas["ConceptOut"];
export type ConceptEdge = Schemas["ConceptEdgeOut"];
export type Neighbourhood = Schemas["NeighbourhoodOut"];
export type NeighbourhoodChanges = Schemas["NeighbourhoodChangesOut"];
export type Ladder = Schemas["LadderOut"];
export type Way = Schemas["PathOut"];
export type WayStep = Schemas["PathStepOut"];

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

/** Concepts of a picture at the most; what one step reaches is rarely more than the first figure. */
const NEAR_MOST = 500;
const MOST = 5_000;

export const neighbourhoodQuery = (id: number, release: ReleaseChoice, depth: number) =>
  queryOptions({
    queryKey: ["graph", release, "neighbourhood", id, depth],
    queryFn: ({ signal }) =>
      api.get<Neighbourhood>("neighbourhood", {
        query: { concept: id, depth, limit: depth > 1 ? MOST : NEAR_MOST, release },
        signal,
      }),
  });

/** The neighbourhood in two releases, with what became of each part. */
export const changesQuery = (id: number, release: ReleaseChoice, since: number, depth: number) =>
  queryOptions({
    queryKey: ["graph", release, "neighbourhood changes", id, since, depth],
    queryFn: ({ signal }) =>
      api.get<NeighbourhoodChanges>("neighbourhood/changes", {
        query: { concept: id, depth, limit: depth > 1 ? MOST : NEAR_MOST, since, release },
        signal,
      }),
  });

export const ladderQuery = (id: number, release: ReleaseChoice, whole: boolean) =>
  queryOptions({
    queryKey: ["graph", release, "ladder", id, whole],
    queryFn: ({ signal }) =>
      api.get<Ladder>(`concepts/${id}/ladder`, {
        query: { release, scope: whole ? "ladder" : "line" },
        signal,
      }),
  });

/** A way of the fewest edges; each step reads `from` is `relation` than `to`. */
export const pathQuery = (from: number, to: number, release: ReleaseChoice) =>
  queryOptions({
    queryKey: ["graph", release, "path", from, to],
    queryFn: ({ signal }) => api.get<Way>("path", { query: { from, to, release }, signal }),
  });

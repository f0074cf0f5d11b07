/** What the picture is made of: a neighbourhood, or two of them laid over each other. */

import type { Neighbourhood, NeighbourhoodChanges } from "../api/concepts";

export type NodeState = "kept" | "added" | "removed" | "merged";
export type EdgeState = "kept" | "added" | "removed" | "altered" | "merged";

export interface PartNode {
  id: number;
  label: string;
  /** Titles. */
  size: number;
  hops: number;
  state: NodeState;
}

export interface PartEdge {
  id: number;
  source: number;
  target: number;
  /** What the source is to the target; `merged` where the target has replaced the source. */
  relation: string;
  state: EdgeState;
  was: string | null;
}

export interface Part {
  nodes: PartNode[];
  edges: PartEdge[];
  /** Concepts that the limit left out. */
  cut: number;
}

export function partOf(found: Neighbourhood): Part {
  return {
    nodes: found.nodes.map((node) => ({ ...node, state: "kept" })),
    edges: found.edges.map((edge) => ({ ...edge, state: "kept", was: null })),
    cut: found.cut,
  };
}

/** Two releases at once: what was merged away hangs on its heir. */
export function partOfChanges(found: NeighbourhoodChanges): Part {
  const there = new Set(found.nodes.map((node) => node.id));
  const hangs = found.nodes.flatMap((node): PartEdge[] =>
    node.replaced_by !== null && there.has(node.replaced_by)
      ? [
          {
            id: -node.id,
            source: node.id,
            target: node.replaced_by,
            relation: "merged",
            state: "merged",
            was: null,
          },
        ]
      : [],
  );
  return { nodes: found.nodes, edges: [...found.edges, ...hangs], cut: found.cut };
}

/** Several parts as one, each node and edge once. */
export function together(parts: readonly Part[]): Part {
  const nodes = new Map(parts.flatMap((part) => part.nodes.map((node) => [node.id, node])));
  const edges = new Map(parts.flatMap((part) => part.edges.map((edge) => [edge.id, edge])));
  return {
    nodes: [...nodes.values()],
    edges: [...edges.values()],
    cut: parts.reduce((sum, part) => sum + part.cut, 0),
  };
}

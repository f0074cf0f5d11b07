/** The drawn graph: neighbourhoods merged into one, laid out from where things already are. */

import type Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

import type { Neighbourhood } from "../api/concepts";

export interface NodeData {
  x: number;
  y: number;
  label: string;
  size: number;
  [more: string]: unknown;
}

export interface EdgeData {
  relation: string;
  size: number;
  [more: string]: unknown;
}

export type Drawing = Graph<NodeData, EdgeData>;

const STEPS_FRESH = 260;
const STEPS_GROWN = 120;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Bring a drawing in step with the neighbourhoods.
 *
 * @param drawing changed in place; nodes that stay start from their places
 * @param centre the concept in the middle
 */
export function redraw(drawing: Drawing, parts: readonly Neighbourhood[], centre: number): void {
  const wanted = new Map(
    parts.flatMap((part) => part.nodes.map((node) => [String(node.id), node])),
  );
  const isFresh = drawing.order === 0;
  for (const node of drawing.nodes()) if (!wanted.has(node)) drawing.dropNode(node);
  const middle = drawing.hasNode(String(centre))
    ? drawing.getNodeAttributes(String(centre))
    : { x: 0, y: 0 };
  let place = 0;
  for (const [key, node] of wanted) {
    if (drawing.hasNode(key)) continue;
    place += 1;
    const radius = key === String(centre) ? 0 : 1 + 0.35 * Math.sqrt(place);
    drawing.addNode(key, {
      x: middle.x + radius * Math.cos(place * GOLDEN_ANGLE),
      y: middle.y + radius * Math.sin(place * GOLDEN_ANGLE),
      label: node.label,
      size: 5 + 2.2 * Math.sqrt(Math.max(1, node.size)),
    });
  }
  mergeEdges(drawing, parts);
  settle(drawing, isFresh ? STEPS_FRESH : STEPS_GROWN);
}

function mergeEdges(drawing: Drawing, parts: readonly Neighbourhood[]): void {
  const wanted = new Map(
    parts.flatMap((part) => part.edges.map((edge) => [String(edge.id), edge])),
  );
  for (const edge of drawing.edges()) if (!wanted.has(edge)) drawing.dropEdge(edge);
  for (const [key, edge] of wanted) {
    const source = String(edge.source);
    const target = String(edge.target);
    if (drawing.hasEdge(key) || source === target) continue;
    if (!drawing.hasNode(source) || !drawing.hasNode(target)) continue;
    drawing.addEdgeWithKey(key, source, target, { relation: edge.relation, size: 2 });
  }
}

function settle(drawing: Drawing, steps: number): void {
  if (drawing.order < 2) return;
  forceAtlas2.assign(drawing, {
    iterations: drawing.order > 300 ? Math.round(steps / 3) : steps,
    settings: {
      gravity: 0.9,
      scalingRatio: 14,
      slowDown: 4,
      barnesHutOptimize: drawing.order > 150,
      linLogMode: true,
      outboundAttractionDistribution: true,
    },
  });
}

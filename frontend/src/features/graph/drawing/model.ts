/** The drawn graph: neighbourhoods merged into one, each around its own centre. */

import type Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

import type { Neighbourhood } from "../api/concepts";
import { placesAround } from "./places";

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

const STEPS = 60;

/**
 * Bring a drawing in step with the neighbourhoods; the first one keeps its order, the others are fitted to it.
 *
 * @param drawing changed in place; nodes that stay start from their places
 */
export function redraw(drawing: Drawing, parts: readonly Neighbourhood[]): void {
  const wanted = new Map(
    parts.flatMap((part) => part.nodes.map((node) => [String(node.id), node])),
  );
  for (const node of drawing.nodes()) if (!wanted.has(node)) drawing.dropNode(node);
  if (parts.length === 1) drawing.clear();
  for (const part of parts) addPart(drawing, part);
  mergeEdges(drawing, parts);
  if (parts.length > 1) fit(drawing);
}

function addPart(drawing: Drawing, part: Neighbourhood): void {
  const centre = part.nodes.find((node) => node.hops === 0);
  if (!centre) return;
  const known = String(centre.id);
  const origin = drawing.hasNode(known) ? drawing.getNodeAttributes(known) : { x: 0, y: 0 };
  const fresh = part.nodes.filter((node) => !drawing.hasNode(String(node.id)));
  const others = fresh.filter((node) => node !== centre).map((node) => node.id);
  const places = placesAround(centre.id, others, part.edges);
  for (const node of fresh) {
    const place = places.get(node.id) ?? { x: 0, y: 0 };
    drawing.addNode(String(node.id), {
      x: origin.x + place.x,
      y: origin.y + place.y,
      label: node.label,
      size: 5 + 2.2 * Math.sqrt(Math.max(1, node.size)),
    });
  }
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

/** Let nodes of several neighbourhoods make room for each other. */
function fit(drawing: Drawing): void {
  forceAtlas2.assign(drawing, {
    iterations: STEPS,
    settings: {
      gravity: 0.4,
      scalingRatio: 9,
      slowDown: 6,
      barnesHutOptimize: drawing.order > 150,
      outboundAttractionDistribution: true,
    },
  });
}

/** The drawn graph: neighbourhoods merged into one, each around its own centre. */

import type Graph from "graphology";

import { ABOVE, LEFT_OF, type LayoutTask } from "./layout/relax";
import { type EdgeState, type NodeState, type Part, together } from "./part";
import { placesAround } from "./places";

export interface NodeData {
  x: number;
  y: number;
  label: string;
  size: number;
  state: NodeState;
  [more: string]: unknown;
}

export interface EdgeData {
  relation: string;
  size: number;
  state: EdgeState;
  was: string | null;
  [more: string]: unknown;
}

export type Drawing = Graph<NodeData, EdgeData>;

/** The more nodes, the smaller each, so that they do not cover each other; half the size at so many. */
const CROWD = 250;
const SIDES: Record<string, number> = { senior: ABOVE, broader: LEFT_OF };

/**
 * Bring a drawing in step with the neighbourhoods.
 *
 * @param drawing changed in place; nodes that stay keep their places, new ones stand around the centre of their part
 * @returns whether the places are only a start, from which a layout has to go on
 */
export function redraw(drawing: Drawing, parts: readonly Part[]): boolean {
  const all = together(parts);
  const wanted = new Set(all.nodes.map((node) => String(node.id)));
  for (const node of drawing.nodes()) if (!wanted.has(node)) drawing.dropNode(node);
  const isPlain = parts.length === 1 && all.nodes.every((node) => node.hops <= 1);
  if (isPlain) drawing.clear();
  const before = drawing.order;
  const edgesBefore = drawing.size;
  const scale = Math.max(0.22, 1 / (1 + all.nodes.length / CROWD));
  for (const part of parts) addPart(drawing, part, scale);
  for (const node of all.nodes) {
    drawing.mergeNodeAttributes(String(node.id), {
      state: node.state,
      label: node.label,
      size: scale * (5 + 2.2 * Math.sqrt(Math.max(1, node.size))),
    });
  }
  mergeEdges(drawing, all);
  return !isPlain && (drawing.order !== before || drawing.size !== edgesBefore);
}

function addPart(drawing: Drawing, part: Part, scale: number): void {
  const centre = part.nodes.find((node) => node.hops === 0);
  if (!centre) return;
  const known = String(centre.id);
  const origin = drawing.hasNode(known) ? drawing.getNodeAttributes(known) : { x: 0, y: 0 };
  const fresh = part.nodes.filter((node) => !drawing.hasNode(String(node.id)));
  const near = fresh.filter((node) => node !== centre && node.hops === 1).map((node) => node.id);
  const places = placesAround(centre.id, near, part.edges);
  const add = (id: number, label: string, state: NodeState, x: number, y: number) =>
    drawing.addNode(String(id), { x, y, label, state, size: 5 * scale });
  for (const node of fresh) {
    const place = places.get(node.id);
    if (node !== centre && !place) continue;
    add(node.id, node.label, node.state, origin.x + (place?.x ?? 0), origin.y + (place?.y ?? 0));
  }
  placeFar(part, drawing, add);
}

/** What is further away starts beyond the neighbour through which it is reached, each in its own direction. */
function placeFar(
  part: Part,
  drawing: Drawing,
  add: (id: number, label: string, state: NodeState, x: number, y: number) => void,
): void {
  const links = new Map<number, number[]>();
  const link = (from: number, to: number) => {
    const known = links.get(from);
    if (known) known.push(to);
    else links.set(from, [to]);
  };
  for (const { source, target } of part.edges) {
    link(source, target);
    link(target, source);
  }
  const far = [...part.nodes].sort((a, b) => a.hops - b.hops || a.id - b.id);
  far.forEach((node, index) => {
    if (drawing.hasNode(String(node.id))) return;
    const through = links.get(node.id)?.find((other) => drawing.hasNode(String(other)));
    const start = through === undefined ? null : drawing.getNodeAttributes(String(through));
    const angle = index * 2.399963; // the golden angle spreads any number of them evenly
    const reach = start ? 4 : 30;
    const x = (start?.x ?? 0) * 1.15 + reach * Math.cos(angle);
    add(node.id, node.label, node.state, x, (start?.y ?? 0) * 1.15 + reach * Math.sin(angle));
  });
}

function mergeEdges(drawing: Drawing, part: Part): void {
  const wanted = new Map(part.edges.map((edge) => [String(edge.id), edge]));
  for (const edge of drawing.edges()) if (!wanted.has(edge)) drawing.dropEdge(edge);
  for (const [key, edge] of wanted) {
    const source = String(edge.source);
    const target = String(edge.target);
    const { relation, state, was } = edge;
    if (drawing.hasEdge(key)) {
      if (drawing.source(key) === source && drawing.target(key) === target) {
        drawing.mergeEdgeAttributes(key, { relation, state, was });
        continue;
      }
      drawing.dropEdge(key);
    }
    if (source === target || !drawing.hasNode(source) || !drawing.hasNode(target)) continue;
    drawing.addEdgeWithKey(key, source, target, { relation, state, was, size: 2 });
  }
}

/** The drawing as the layout wants it, nodes in the order of `drawing.nodes()`. */
export function layoutTask(drawing: Drawing): LayoutTask {
  const index = new Map<string, number>();
  const places = new Float32Array(2 * drawing.order);
  drawing.forEachNode((node, { x, y }) => {
    places.set([x, y], 2 * index.size);
    index.set(node, index.size);
  });
  const ends = new Uint32Array(2 * drawing.size);
  const sides = new Uint8Array(drawing.size);
  let at = 0;
  drawing.forEachEdge((_, { relation }, source, target) => {
    ends.set([index.get(source) ?? 0, index.get(target) ?? 0], 2 * at);
    sides[at] = SIDES[relation] ?? 0;
    at += 1;
  });
  return { places, ends, sides };
}

/**
 * Move the nodes to places that a layout has found.
 *
 * @param order the nodes in whose order the places stand
 */
export function movePlaces(drawing: Drawing, order: readonly string[], places: Float32Array): void {
  const at = new Map(order.map((node, index) => [node, index]));
  drawing.updateEachNodeAttributes(
    (node, data) => {
      const index = at.get(node);
      const x = index === undefined ? undefined : places[2 * index];
      const y = index === undefined ? undefined : places[2 * index + 1];
      return x === undefined || y === undefined ? data : { ...data, x, y };
    },
    { attributes: ["x", "y"] },
  );
}

import { MultiDirectedGraph } from "graphology";
import { expect, test } from "vitest";

import { layoutTask, movePlaces, type Drawing, redraw } from "./model";
import type { Part, PartEdge, PartNode } from "./part";

const node = (id: number, hops: number, more: Partial<PartNode> = {}): PartNode => ({
  id,
  label: `title ${id}`,
  size: 1,
  hops,
  state: "kept",
  ...more,
});
const edge = (id: number, source: number, target: number, relation = "senior"): PartEdge => ({
  id,
  source,
  target,
  relation,
  state: "kept",
  was: null,
});
const NEAR: Part = {
  nodes: [node(1, 0), node(2, 1), node(3, 1)],
  edges: [edge(10, 2, 1), edge(11, 1, 3)],
  cut: 0,
};
const FAR: Part = {
  nodes: [node(2, 0), node(1, 1), node(4, 1), node(5, 2)],
  edges: [edge(10, 2, 1), edge(12, 2, 4, "broader"), edge(13, 4, 5)],
  cut: 0,
};

function drawn(...parts: Part[]): { drawing: Drawing; moves: boolean } {
  const drawing: Drawing = new MultiDirectedGraph();
  return { drawing, moves: redraw(drawing, parts) };
}

test("one concept's neighbours stand on their ring and need no layout", () => {
  const { drawing, moves } = drawn(NEAR);
  expect(moves).toBe(false);
  expect(drawing.getNodeAttribute("2", "y")).toBeGreaterThan(0);
  expect(drawing.getNodeAttribute("3", "y")).toBeLessThan(0);
});

test("what is opened beside it keeps what stands and asks for a layout", () => {
  const { drawing } = drawn(NEAR);
  const placeOf = () => [drawing.getNodeAttribute("3", "x"), drawing.getNodeAttribute("3", "y")];
  const before = placeOf();
  expect(redraw(drawing, [FAR, NEAR])).toBe(true);
  expect(drawing.order).toBe(5);
  expect(placeOf()).toEqual(before);
  expect(redraw(drawing, [FAR, NEAR])).toBe(false);
});

test("what is closed goes, and an edge that turned round is turned", () => {
  const { drawing } = drawn(NEAR, FAR);
  redraw(drawing, [{ ...FAR, edges: [edge(10, 1, 2)] }]);
  expect(drawing.nodes().sort()).toEqual(["1", "2", "4", "5"]);
  expect([drawing.source("10"), drawing.target("10")]).toEqual(["1", "2"]);
});

test("a layout is handed the edges that have sides, and its places come back", () => {
  const { drawing } = drawn(NEAR, FAR);
  const task = layoutTask(drawing);
  expect([...task.sides].sort()).toEqual([1, 1, 1, 2]);
  const order = drawing.nodes();
  const places = Float32Array.from(order.flatMap((_, index) => [index, -index]));
  movePlaces(drawing, order, places);
  expect(order.map((key) => drawing.getNodeAttribute(key, "y"))).toEqual(
    order.map((_, index) => -index),
  );
});

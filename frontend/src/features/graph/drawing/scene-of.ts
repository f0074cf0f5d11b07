import type Sigma from "sigma";

import { isRelation, linkWords } from "@/relations/relations";

import type { Mark, Scene } from "../picture/scene";
import { changeWords } from "./looks";
import type { EdgeData, NodeData } from "./model";

const FOOT = 46;
const DRAWN = ["broader", "senior", "related"];

/**
 * What the canvas shows at this moment, as marks, with a line below that says what it is.
 *
 * @param named the nodes whose names are written, and whether to the left of them
 */
export function sceneOf(
  sigma: Sigma<NodeData, EdgeData>,
  named: ReadonlyMap<string, boolean>,
  title: string,
): Scene {
  const graph = sigma.getGraph();
  const { width, height } = sigma.getDimensions();
  const marks: Mark[] = [];
  const at = new Map(
    graph.mapNodes((node, data) => {
      const place = sigma.graphToViewport(data);
      const shown = sigma.getNodeDisplayData(node);
      return [node, { ...place, r: sigma.scaleSize(shown?.size ?? data.size), data }];
    }),
  );
  const isSeen = ({ x, y, r }: { x: number; y: number; r: number }) =>
    x > -r && y > -r && x < width + r && y < height + r;

  graph.forEachEdge((key, data, source, target) => {
    const [from, to] = [at.get(source), at.get(target)];
    if (!from || !to || sigma.getEdgeDisplayData(key)?.hidden) return;
    if (!isSeen(from) && !isSeen(to)) return;
    const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
    const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
    const colour = data.state === "kept" ? data.relation : data.state;
    marks.push({
      kind: "line",
      x1: from.x + ux * from.r,
      y1: from.y + uy * from.r,
      x2: to.x - ux * to.r,
      y2: to.y - uy * to.r,
      colour,
      width: data.state === "kept" ? 1.8 : 2.8,
      dashed: data.state === "removed" || data.state === "merged",
      arrow: data.relation !== "related",
    });
    if (data.state !== "kept") {
      marks.push({
        kind: "words",
        x: (from.x + to.x) / 2,
        y: (from.y + to.y) / 2 + 4,
        text: changeWords(data),
        colour,
        size: 12,
        strong: true,
        anchor: "middle",
      });
    }
  });
  for (const spot of at.values()) {
    if (!isSeen(spot)) continue;
    const colour = spot.data.state === "kept" ? "ink" : spot.data.state;
    marks.push({ kind: "dot", x: spot.x, y: spot.y, r: spot.r, colour });
  }
  for (const [node, spot] of at) {
    if (!named.has(node) || !isSeen(spot)) continue;
    const isLeft = named.get(node) ?? false;
    const side = isLeft ? -1 : 1;
    marks.push({
      kind: "words",
      x: spot.x + side * (spot.r + 5),
      y: spot.y + 4.5,
      text: spot.data.label,
      colour: "ink",
      size: 13,
      anchor: isLeft ? "end" : "start",
    });
  }
  return { width, height: height + FOOT, title, marks: [...marks, ...foot(width, height, title)] };
}

/** The title, and what the colours mean. */
function foot(width: number, height: number, title: string): Mark[] {
  const marks: Mark[] = [
    { kind: "line", x1: 0, y1: height, x2: width, y2: height, colour: "line", width: 1 },
    {
      kind: "words",
      x: 16,
      y: height + 28,
      text: title,
      colour: "ink",
      size: 14,
      strong: true,
      anchor: "start",
    },
  ];
  DRAWN.forEach((relation, index) => {
    if (!isRelation(relation)) return;
    const x = width - 16 - (DRAWN.length - index) * 160;
    const y = height + 23;
    const arrow = relation !== "related";
    marks.push(
      { kind: "line", x1: x, y1: y, x2: x + 26, y2: y, colour: relation, width: 2.4, arrow },
      {
        kind: "words",
        x: x + 32,
        y: y + 4,
        text: linkWords(relation),
        colour: "dim",
        size: 11,
        anchor: "start",
      },
    );
  });
  return marks;
}

/** How nodes and edges look: by what they are, what became of them, and what is pointed at. */

import { t } from "@lingui/core/macro";

import { relationName } from "@/relations/relations";

import { fade, type Palette } from "./colours";
import type { Drawing, EdgeData, NodeData } from "./model";

export interface Focus {
  /** The concept in the middle. */
  centre: string;
  /** The node under the pointer, or chosen by the keyboard. */
  near: string | null;
  /** The edge whose reasons are told. */
  edge: string | null;
  hidden: ReadonlySet<string>;
  /** Two releases are compared: what did not change steps back. */
  isComparing: boolean;
}

export function nodeLook(
  drawing: Drawing,
  node: string,
  data: NodeData,
  focus: Focus,
  colours: Palette,
) {
  const { near, centre } = focus;
  const isFar = near !== null && near !== node && !drawing.areNeighbors(near, node);
  const isCentre = node === centre;
  const changed = data.state !== "kept";
  const colour = changed ? colours.of(data.state) : isCentre ? colours.ink : colours.dim;
  return {
    ...data,
    color: isFar ? colours.line : colour,
    label: isFar ? "" : data.label,
    forceLabel: isCentre || node === near || (changed && near === null),
    highlighted: node === near,
    labelLeft: drawing.hasNode(centre) && data.x < drawing.getNodeAttribute(centre, "x") - 0.01,
    strong: isCentre,
    zIndex: isCentre ? 1 : 0,
  };
}

/** "+ senior", "− related", "related → senior". */
export function changeWords(edge: Pick<EdgeData, "relation" | "state" | "was">): string {
  if (edge.state === "added") return `+ ${relationName(edge.relation)}`;
  if (edge.state === "removed") return `− ${relationName(edge.relation)}`;
  if (edge.state === "altered")
    return `${relationName(edge.was ?? "")} → ${relationName(edge.relation)}`;
  return edge.state === "merged" ? t`merged into` : "";
}

export function edgeLook(
  drawing: Drawing,
  key: string,
  data: EdgeData,
  focus: Focus,
  colours: Palette,
) {
  const { near, centre, hidden, edge, isComparing } = focus;
  const isFar = near !== null && !drawing.hasExtremity(key, near);
  const changed = data.state !== "kept";
  const isAside = isComparing ? !changed : near === null && !drawing.hasExtremity(key, centre);
  const colour = colours.of(changed ? data.state : data.relation);
  const isDirected = ["broader", "senior", "merged"].includes(data.relation);
  return {
    ...data,
    hidden: hidden.has(data.relation),
    color: isFar ? colours.line : isAside ? fade(colour, colours.paper, 0.62) : colour,
    type: isDirected ? "arrow" : "line",
    size: key === edge ? 5 : isFar ? 1 : isAside ? 1.6 : changed ? 3.6 : 2.8,
    label: changed && !isFar ? changeWords(data) : "",
    forceLabel: changed && !isFar,
    zIndex: isFar || isAside ? 0 : 1,
  };
}

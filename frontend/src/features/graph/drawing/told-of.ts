import { plural } from "@lingui/core/macro";

import { inverse, isRelation, sentence } from "@/relations/relations";

import type { Drawing } from "./model";

/** What a screen reader says of a node: its name, what it is to the middle, how many edges it has here. */
export function toldOf(drawing: Drawing, node: string, centre: string): string {
  const name = drawing.getNodeAttribute(node, "label");
  const edges = drawing.degree(node);
  const about = plural(edges, { one: "# edge here.", other: "# edges here." });
  const between = node === centre ? undefined : drawing.edges(node, centre)[0];
  if (between === undefined) return `${name}. ${about}`;
  const { relation } = drawing.getEdgeAttributes(between);
  if (!isRelation(relation)) return `${name}. ${about}`;
  const middle = drawing.getNodeAttribute(centre, "label");
  const word = drawing.source(between) === node ? relation : inverse(relation);
  return `${sentence(name, word, middle)}. ${about}`;
}

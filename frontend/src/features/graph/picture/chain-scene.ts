/** The edges that prove a contradiction as a way, and the decision that it contradicts as a dashed line that closes it. */

import { t } from "@lingui/core/macro";

import type { ChainLink } from "@/api/shapes";
import { inverse, isRelation, linkWords, relationName } from "@/relations/relations";

import type { Way } from "../api/concepts";
import { pathScene } from "./path-scene";
import type { Dot, Mark, Scene } from "./scene";

/** What somebody decided, and the graph contradicts. */
export interface Contradicted {
  a: string;
  b: string;
  relation: string;
}

/** Pixels beside the chain for what was decided, and of a letter of it. */
const BESIDE = 46;
const LETTER = 7.6;

/**
 * The links in the order and direction in which one walks them.
 *
 * @param start the title at which the walk begins, if any link touches it
 */
export function walkOf(links: readonly ChainLink[], start: string): Way["steps"] {
  const first = links[0];
  if (!first) return [];
  const touches = (link: ChainLink, title: string) =>
    link.subject_title === title || link.object_title === title;
  const isFromBack = !touches(first, start) && touches(links.at(-1) ?? first, start);
  const ordered = isFromBack ? [...links].reverse() : [...links];
  const steps: Way["steps"] = [];
  let at = start;
  ordered.forEach((link, index) => {
    const next = ordered[index + 1];
    const isForward =
      link.subject_title === at ||
      // A link that does not begin where the last one ended is walked towards the next one.
      (link.object_title !== at && next !== undefined && touches(next, link.object_title));
    const [from, to] = isForward
      ? [link.subject_title, link.object_title]
      : [link.object_title, link.subject_title];
    const relation = isRelation(link.relation)
      ? isForward
        ? link.relation
        : inverse(link.relation)
      : link.relation;
    steps.push({
      edge_id: link.edge,
      from: { id: 2 * index + 1, preferred: from },
      relation,
      to: { id: 2 * index + 2, preferred: to },
    });
    at = to;
  });
  return steps;
}

/**
 * The chain in one row where there is room for it, else in one column, with the decision beside it.
 *
 * @param room pixels that there are from left to right
 */
export function chainScene(
  links: readonly ChainLink[],
  decided: Contradicted,
  room: number,
): Scene {
  const steps = walkOf(links, decided.a);
  const title = t`What contradicts: ${{ a: decided.a }} ${{ relation: relationName(decided.relation) }} ${{ b: decided.b }}`;
  const way = { release: 0, found: true, steps, length: steps.length };
  const wide = pathScene(way, title, Infinity);
  const isRow = wide.width <= room;
  const scene = isRow ? wide : pathScene(way, title, 0);
  const dots = scene.marks.filter((mark): mark is Dot => mark.kind === "dot");
  const [first, last] = [dots[0], dots.at(-1)];
  // Here titles are not links: a chain names titles, not concepts.
  const marks = scene.marks.map((mark): Mark =>
    mark.kind === "words" ? { ...mark, concept: undefined } : mark,
  );
  if (!first || !last || first === last) return { ...scene, marks };
  const isTurned = steps[0]?.from.preferred !== decided.a;
  const [begin, end] = isTurned ? [last, first] : [first, last];
  const line = { kind: "line", colour: "removed", width: 2.2, dashed: true } as const;
  const words = {
    kind: "words",
    text: t`decided: ${{ relation: linkWords(decided.relation) }}`,
    colour: "removed",
    size: 13,
    strong: true,
  } as const;
  if (isRow) {
    const floor = scene.height - BESIDE / 2;
    marks.push(
      { ...line, x1: begin.x, y1: begin.y + 12, x2: begin.x, y2: floor },
      { ...line, x1: begin.x, y1: floor, x2: end.x, y2: floor },
      { ...line, x1: end.x, y1: floor, x2: end.x, y2: end.y + 12, arrow: true },
      { ...words, x: (begin.x + end.x) / 2, y: floor + 4, anchor: "middle" },
    );
    return { ...scene, height: scene.height + 12, marks };
  }
  const side = scene.width + BESIDE / 2;
  marks.push(
    { ...line, x1: begin.x + 12, y1: begin.y, x2: side, y2: begin.y },
    { ...line, x1: side, y1: begin.y, x2: side, y2: end.y },
    { ...line, x1: side, y1: end.y, x2: end.x + 12, y2: end.y, arrow: true },
    { ...words, x: side + 8, y: (begin.y + end.y) / 2 + 4, anchor: "start" },
  );
  return { ...scene, width: side + words.text.length * LETTER + 16, marks };
}

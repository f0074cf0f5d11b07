/** Where the neighbours of a concept stand: seniors above it, juniors below, wider terms left, kinds of it right. */

import { inverse, isRelation, type Relation } from "@/relations/relations";

export interface Link {
  source: number;
  target: number;
  relation: string;
}

export interface Place {
  x: number;
  y: number;
}

/** Clockwise from the top. */
const ROUND: Relation[] = ["senior", "narrower", "junior", "related", "broader", "unrelated"];
/** Where the middle of a group wants to be, in turns clockwise from the top. */
const WANTED: Partial<Record<Relation, number>> = {
  senior: 0,
  narrower: 0.25,
  junior: 0.5,
  broader: 0.75,
};
const RING = 22;
const RADIUS = 10;

/** What a neighbour is to the centre. */
export function relationTo(centre: number, other: number, links: readonly Link[]): Relation {
  for (const { source, target, relation } of links) {
    if (!isRelation(relation)) continue;
    if (source === other && target === centre) return relation;
    if (source === centre && target === other) return inverse(relation);
  }
  return "related";
}

/**
 * Places on one or more rings around a centre at the origin, the groups in the order of `ROUND`, turned so that
 * the first group that wants a side has it.
 */
export function placesAround(
  centre: number,
  others: readonly number[],
  links: readonly Link[],
): Map<number, Place> {
  const groups = ROUND.map((relation) => ({
    relation,
    members: others.filter((other) => relationTo(centre, other, links) === relation),
  })).filter((group) => group.members.length > 0);
  const order = groups.flatMap((group) => group.members);
  const turn = turnOf(groups, order.length);
  const rings = Math.max(1, Math.ceil(order.length / RING));
  return new Map(
    order.map((other, index) => {
      const angle = 2 * Math.PI * ((index + 0.5) / order.length + turn);
      const radius = RADIUS * (1 + 0.62 * (index % rings));
      return [other, { x: radius * Math.sin(angle), y: radius * Math.cos(angle) }];
    }),
  );
}

function turnOf(groups: { relation: Relation; members: number[] }[], total: number): number {
  let before = 0;
  for (const { relation, members } of groups) {
    const wanted = WANTED[relation];
    if (wanted !== undefined) return wanted - (before + members.length / 2) / total;
    before += members.length;
  }
  return 0;
}

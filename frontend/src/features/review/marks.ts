/** What a lead means to say about proposals, before it is sent. */

import type { Relation } from "@/relations/relations";

import type { ReviewItem } from "./api/review-proposals";
import type { WhyNot } from "./why-not";

export type Mark =
  | { verdict: "accept" }
  | { verdict: "reject"; why_not?: WhyNot }
  | { verdict: "change"; relation: Relation };
export type Marks = ReadonlyMap<number, Mark>;

/** Set a mark; the same mark again takes it away. */
export function toggleMark(marks: Marks, id: number, mark: Mark): Marks {
  const next = new Map(marks);
  const had = marks.get(id);
  const isSame =
    had?.verdict === mark.verdict && mark.verdict !== "change" && whyNotOf(had) === whyNotOf(mark);
  if (isSame) next.delete(id);
  else next.set(id, mark);
  return next;
}

/** Why it is dropped, where somebody said so. */
export function whyNotOf(mark: Mark | undefined): WhyNot | undefined {
  return mark?.verdict === "reject" ? mark.why_not : undefined;
}

export function markAll(marks: Marks, ids: readonly number[], mark: Mark): Marks {
  const next = new Map(marks);
  for (const id of ids) next.set(id, mark);
  return next;
}

export function clearMarks(marks: Marks, ids: readonly number[]): Marks {
  const next = new Map(marks);
  for (const id of ids) next.delete(id);
  return next;
}

/** The marks on some proposals as items to send, in the order of the ids. */
export function itemsOf(marks: Marks, ids: readonly number[]): ReviewItem[] {
  return ids.flatMap((id) => {
    const mark = marks.get(id);
    return mark ? [{ proposal_id: id, ...mark }] : [];
  });
}

export function tally(marks: Marks, ids: readonly number[]): { keep: number; drop: number } {
  const items = itemsOf(marks, ids);
  const drop = items.filter((item) => item.verdict === "reject").length;
  return { keep: items.length - drop, drop };
}

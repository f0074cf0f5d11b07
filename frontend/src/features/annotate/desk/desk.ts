/** What lies before the annotator: the item at hand, those fetched ahead, and the trail of those done. */

import type { Judgement } from "@/relations/relations";

import type { EmptyQueue, NextItems, Pace, Task } from "../api/queue";

export interface Done {
  task: Task;
  /** The act's key in the outbox. */
  key: string;
  relation: Judgement | "skip";
  /** Milliseconds since the epoch. */
  at: number;
}

export interface Desk {
  /** The first is the item at hand. */
  items: Task[];
  /** Newest first. */
  trail: Done[];
  empty: EmptyQueue | null;
  progress: Pace | null;
  /** Lists that have come. */
  arrivals: number;
}

export const EMPTY_DESK: Desk = { items: [], trail: [], empty: null, progress: null, arrivals: 0 };

export const TRAIL = 200;

export type DeskEvent =
  | { type: "arrived"; next: NextItems; touched: ReadonlySet<number>; now: number }
  | { type: "done"; done: Done }
  | { type: "undone" }
  | { type: "returned"; task: Task }
  | { type: "elsewhere"; task: number };

export function deskReducer(desk: Desk, event: DeskEvent): Desk {
  switch (event.type) {
    case "arrived":
      return arrived(desk, event.next, event.touched, event.now);
    case "done":
      return {
        ...desk,
        items: desk.items.filter((task) => task.id !== event.done.task.id),
        trail: [event.done, ...desk.trail].slice(0, TRAIL),
        progress: event.done.relation === "skip" ? desk.progress : counted(desk.progress, 1),
      };
    case "undone":
      return undone(desk);
    case "elsewhere":
      return { ...desk, items: desk.items.filter((task) => task.id !== event.task) };
    case "returned":
      return {
        ...desk,
        empty: null,
        items: [event.task, ...desk.items.filter((task) => task.id !== event.task.id)],
      };
  }
}

function arrived(desk: Desk, next: NextItems, touched: ReadonlySet<number>, now: number): Desk {
  const [atHand, ...ahead] = desk.items;
  // Items fetched ahead whose lease ran out may be with somebody else by now; the one at hand stays.
  const live = ahead.filter((task) => new Date(task.leased_until).getTime() > now);
  const kept = atHand ? [atHand, ...live] : live;
  const known = new Set([
    ...kept.map((task) => task.id),
    ...desk.trail.map((done) => done.task.id),
  ]);
  const fresh = next.items.filter((task) => !known.has(task.id) && !touched.has(task.id));
  const progress = next.progress;
  const arrivals = desk.arrivals + 1;
  return { ...desk, items: [...kept, ...fresh], empty: next.empty, progress, arrivals };
}

function undone(desk: Desk): Desk {
  const [last, ...trail] = desk.trail;
  if (!last) return desk;
  const items = [last.task, ...desk.items.filter((task) => task.id !== last.task.id)];
  const progress = last.relation === "skip" ? desk.progress : counted(desk.progress, -1);
  return { ...desk, items, trail, progress };
}

/** The figures with one answer more or less, until the server's come. */
function counted(progress: Pace | null, change: 1 | -1): Pace | null {
  if (!progress) return null;
  const today = Math.max(0, progress.done_today + change);
  const isFirst = (progress.done_today === 0) !== (today === 0);
  return {
    ...progress,
    done_today: today,
    done_total: Math.max(0, progress.done_total + change),
    days_in_a_row: Math.max(0, progress.days_in_a_row + (isFirst ? change : 0)),
  };
}

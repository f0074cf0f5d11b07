/** What lies before the annotator: the item at hand, those fetched ahead, and the trail of those done. */

import type { Judgement } from "@/relations/relations";

import type { EmptyQueue, NextItems, Pace, Task } from "../api/queue";

export interface Done {
  task: Task;
  /** The act's key in the outbox. */
  key: string;
  relation: Judgement | "skip";
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
  | { type: "undone" };

export function deskReducer(desk: Desk, event: DeskEvent): Desk {
  switch (event.type) {
    case "arrived":
      return arrived(desk, event.next, event.touched, event.now);
    case "done":
      return {
        ...desk,
        items: desk.items.filter((task) => task.id !== event.done.task.id),
        trail: [event.done, ...desk.trail].slice(0, TRAIL),
        progress: desk.progress && {
          ...desk.progress,
          done_today: desk.progress.done_today + (event.done.relation === "skip" ? 0 : 1),
        },
      };
    case "undone":
      return undone(desk);
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
  const progress = desk.progress && {
    ...desk.progress,
    done_today: Math.max(0, desk.progress.done_today - (last.relation === "skip" ? 0 : 1)),
  };
  return { ...desk, items, trail, progress };
}

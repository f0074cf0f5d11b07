import { count } from "@/lib/format";

import type { Leases } from "../api/queue";
import classes from "./queue.module.css";

const FIGURES: readonly (readonly [keyof Leases["queue"], string])[] = [
  ["open", "pairs to judge"],
  ["leased", "of them on somebody’s desk"],
  ["wanted_twice", "to be judged by two or more"],
  ["half_answered", "wait for a further answer"],
  ["at_random", "drawn at random"],
  ["disputed", "wait for a lead"],
];

/** How full the queue is, and with what. */
export function QueueFigures({ queue }: { queue: Leases["queue"] }) {
  return (
    <dl className={classes.figures}>
      {FIGURES.map(([what, name]) => (
        <div key={what} data-none={queue[what] === 0 || undefined}>
          <dt>{name}</dt>
          <dd>{count(queue[what])}</dd>
        </div>
      ))}
    </dl>
  );
}

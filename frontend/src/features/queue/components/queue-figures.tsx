import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { count } from "@/lib/format";
import { say } from "@/lib/texts";

import type { Leases } from "../api/queue";
import classes from "./queue.module.css";

const FIGURES: readonly (readonly [keyof Leases["queue"], MessageDescriptor])[] = [
  ["open", msg`pairs to judge`],
  ["leased", msg`of them on somebody’s desk`],
  ["wanted_twice", msg`to be judged by two or more`],
  ["half_answered", msg`wait for a further answer`],
  ["at_random", msg`drawn at random`],
  ["disputed", msg`wait for a lead`],
];

/** How full the queue is, and with what. */
export function QueueFigures({ queue }: { queue: Leases["queue"] }) {
  return (
    <dl className={classes.figures}>
      {FIGURES.map(([what, name]) => (
        <div key={what} data-none={queue[what] === 0 || undefined}>
          <dt>{say(name)}</dt>
          <dd>{count(queue[what])}</dd>
        </div>
      ))}
    </dl>
  );
}

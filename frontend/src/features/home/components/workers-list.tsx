import { StateMark } from "@/components/state-mark";
import { clockOf } from "@/lib/format";

import type { WorkerState } from "../api/home";
import classes from "./home.module.css";

const QUEUES: Record<string, { does: string; waits: string }> = {
  default: { does: "Merging, importing and proposing", waits: "merges and proposals wait" },
  training: { does: "Training", waits: "training waits" },
};

/** Who does the work in the background, in plain words. */
export function WorkersList({ workers }: { workers: Record<string, WorkerState> }) {
  return (
    <ul className={classes.states}>
      {Object.entries(workers).map(([queue, state]) => {
        const words = QUEUES[queue] ?? { does: queue, waits: `${queue} waits` };
        if (state.alive) {
          return (
            <li key={queue}>
              <StateMark tone="good">{words.does}: a worker is ready</StateMark>
            </li>
          );
        }
        const since = state.last_seen_at ? `since ${clockOf(state.last_seen_at)}` : "yet";
        return (
          <li key={queue}>
            <StateMark tone="warn">
              {words.does}: {words.waits}, no worker {since}
            </StateMark>
            <small>
              Start one with “make run”, or “celery -A config worker -Q {queue}” on another machine.
            </small>
          </li>
        );
      })}
    </ul>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { StateMark } from "@/components/state-mark";
import { clockOf } from "@/lib/format";

import type { WorkerState } from "../api/home";
import classes from "./home.module.css";

/** A queue in words; the two names are those of the installation. */
function wordsOf(queue: string, since: string | null) {
  switch (queue) {
    case "default":
      return {
        ready: t`Merging, importing and proposing: a worker is ready`,
        waits: since
          ? t`Merging, importing and proposing: merges and proposals wait, no worker since ${since}`
          : t`Merging, importing and proposing: merges and proposals wait, no worker yet`,
      };
    case "training":
      return {
        ready: t`Training: a worker is ready`,
        waits: since
          ? t`Training: training waits, no worker since ${since}`
          : t`Training: training waits, no worker yet`,
      };
    default:
      return {
        ready: t`${queue}: a worker is ready`,
        waits: since
          ? t`${queue}: ${queue} waits, no worker since ${since}`
          : t`${queue}: ${queue} waits, no worker yet`,
      };
  }
}

/** Who does the work in the background, in plain words. */
export function WorkersList({ workers }: { workers: Record<string, WorkerState> }) {
  return (
    <ul className={classes.states}>
      {Object.entries(workers).map(([queue, state]) => {
        const words = wordsOf(queue, state.last_seen_at ? clockOf(state.last_seen_at) : null);
        if (state.alive) {
          return (
            <li key={queue}>
              <StateMark tone="good">{words.ready}</StateMark>
            </li>
          );
        }
        return (
          <li key={queue}>
            <StateMark tone="warn">{words.waits}</StateMark>
            <small>
              <Trans>
                Start one with “make run”, or “celery -A config worker -Q {queue}” on another
                machine.
              </Trans>
            </small>
          </li>
        );
      })}
    </ul>
  );
}

import { t } from "@lingui/core/macro";

import type { Task } from "../api/queue";
import { reasonsOf } from "../desk/reasons";
import classes from "./annotate.module.css";

/** The whole answer to "why am I asked this". */
export function WhyAsked({ task, id }: { task: Task; id: string }) {
  return (
    <section id={id} className={classes.note} aria-label={t`Why this pair is asked`}>
      {reasonsOf(task).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </section>
  );
}

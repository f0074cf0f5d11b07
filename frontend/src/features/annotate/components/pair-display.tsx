import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import type { TitleRef } from "@/api/shapes";

import type { Task } from "../api/queue";
import { highlight, type Word } from "../desk/highlight";
import classes from "./annotate.module.css";
import { MarkedTitle } from "./marked-title";

function Side({
  title,
  words,
  place,
}: {
  title: TitleRef;
  words: Word[];
  place: "first" | "second";
}) {
  return (
    <div className={classes.side} data-place={place} lang={title.language}>
      <MarkedTitle words={words} />
      <small className={classes.seen}>
        {[
          t`seen ${plural({ count: title.count }, { one: "# time", other: "# times" })}`,
          ...(title.language === "en" ? [] : [title.language]),
        ].join(" · ")}
      </small>
    </div>
  );
}

/** The two titles, large, side by side (one under the other on a phone). */
export function PairDisplay({
  task,
  swapped,
}: {
  task: Pick<Task, "id" | "pair" | "highlights">;
  swapped: boolean;
}) {
  const { title_a, title_b } = task.pair;
  const [wordsA, wordsB] = highlight(title_a.text, title_b.text, task.highlights);
  const first = (
    <Side key={title_a.id} title={title_a} words={wordsA} place={swapped ? "second" : "first"} />
  );
  const second = (
    <Side key={title_b.id} title={title_b} words={wordsB} place={swapped ? "first" : "second"} />
  );
  return (
    <div className={classes.pair} data-testid="pair" data-task={task.id}>
      {swapped ? second : first}
      <span className={classes.joint} aria-hidden="true">
        <span>
          <Trans>is … than</Trans>
        </span>
      </span>
      {swapped ? first : second}
    </div>
  );
}

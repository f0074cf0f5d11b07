import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Progress } from "@mantine/core";

import { Refusal } from "@/components/refusal";
import { decimals, duration, momentOf } from "@/lib/format";
import { wordsOf } from "@/lib/texts";

import { isActive, type Run } from "../api/runs";
import classes from "./models.module.css";
import { RunState } from "./run-state";

const STAGES: Record<string, MessageDescriptor> = {
  views: msg`learning how titles are written`,
  synonyms: msg`learning synonyms`,
  pairs: msg`learning relations`,
  calibration: msg`calibrating`,
  evaluation: msg`measuring on pairs that it has not seen`,
  curve: msg`training again on parts of the labels, for the learning curve`,
};

/** How far a run is, in words, a number and a bar. */
export function RunProgress({ run }: { run: Run }) {
  const { stage, epoch, epochs, percent, seconds_left: left, loss } = run.progress;
  const share = run.state === "succeeded" ? 100 : (percent ?? 0);
  return (
    <div className={classes.progress}>
      <div className={classes.progressHead}>
        <span className={classes.percent}>{Math.floor(share)} %</span>
        <RunState run={run} />
        {stage && run.state === "running" && (
          <span className={classes.dim}>
            {[
              wordsOf(STAGES, stage),
              ...(epoch === undefined
                ? []
                : [epochs ? t`epoch ${epoch} of ${epochs}` : t`epoch ${epoch}`]),
              ...(typeof loss === "number" ? [t`loss ${{ loss: decimals(loss) }}`] : []),
            ].join(", ")}
          </span>
        )}
        {left !== null && left !== undefined && run.state === "running" && (
          <span className={classes.dim}>
            <Trans>about {{ left: duration(left) }} left</Trans>
          </span>
        )}
        {run.finished_at && (
          <span className={classes.dim}>
            <Trans>ended {{ finishedAt: momentOf(run.finished_at) }}</Trans>
          </span>
        )}
      </div>
      <Progress
        value={share}
        aria-label={t`Progress`}
        size="md"
        color={run.state === "failed" ? "red" : "ink"}
        striped={isActive(run)}
        animated={run.state === "running"}
      />
      {run.waiting_reason && <span className={classes.dim}>{run.waiting_reason}</span>}
      {run.error && <Refusal error={new Error(run.error)} />}
    </div>
  );
}

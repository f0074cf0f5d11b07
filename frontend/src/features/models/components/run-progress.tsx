import { Progress } from "@mantine/core";

import { Refusal } from "@/components/refusal";
import { duration, momentOf } from "@/lib/format";

import { isActive, type Run } from "../api/runs";
import classes from "./models.module.css";
import { RunState } from "./run-state";

const STAGES: Record<string, string> = {
  views: "learning how titles are written",
  synonyms: "learning synonyms",
  pairs: "learning relations",
  calibration: "calibrating",
  evaluation: "measuring on pairs that it has not seen",
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
            {STAGES[stage] ?? stage}
            {epoch !== undefined && `, epoch ${epoch}${epochs ? ` of ${epochs}` : ""}`}
            {typeof loss === "number" && `, loss ${loss.toFixed(3)}`}
          </span>
        )}
        {left !== null && left !== undefined && run.state === "running" && (
          <span className={classes.dim}>about {duration(left)} left</span>
        )}
        {run.finished_at && <span className={classes.dim}>ended {momentOf(run.finished_at)}</span>}
      </div>
      <Progress
        value={share}
        aria-label="Progress"
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

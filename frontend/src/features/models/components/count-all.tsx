import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Progress } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { Refusal } from "@/components/refusal";
import { useCan } from "@/features/session/use-who";
import { count, momentOf } from "@/lib/format";

import { cancelCount, type ComparisonRun, countAll, isActive } from "../api/comparisons";
import classes from "./models.module.css";

function stageOf(run: ComparisonRun): string {
  const { stage, done, of } = run.progress as { stage?: string; done?: number; of?: number };
  return stage === "scoring" && of
    ? t`${{ done: count(done ?? 0) }} of ${{ of: count(of) }} scores`
    : t`looking at what stands around the titles`;
}

interface Props {
  a: string;
  b: string;
  open: number;
  last: ComparisonRun | null;
}

/** Have a worker count over all candidates, as proposals would be scored; watch it, stop it, do it again. */
export function CountAll({ a, b, open, last }: Props) {
  const client = useQueryClient();
  const mayCount = useCan("models");
  const refresh = () => client.invalidateQueries({ queryKey: ["comparisons", a, b] });
  const begin = useMutation({ mutationFn: countAll, onSettled: refresh });
  const cancel = useMutation({ mutationFn: cancelCount, onSettled: refresh });
  const error = begin.error ?? cancel.error;
  if (last && isActive(last)) {
    const percent = (last.progress as { percent?: number }).percent ?? 0;
    return (
      <div role="status" className={classes.counting}>
        <span className={classes.dim}>
          {last.state === "queued" ? (
            (last.waiting_reason ?? <Trans>Waiting for a worker.</Trans>)
          ) : (
            <Trans>Counting them all: {{ stage: stageOf(last) }}</Trans>
          )}
        </span>
        <Progress value={percent} aria-label={t`Counted`} />
        {mayCount && (
          <Button
            size="xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate(last.id)}
          >
            <Trans>Cancel</Trans>
          </Button>
        )}
      </div>
    );
  }
  return (
    <>
      {last?.state === "succeeded" && (
        <span className={classes.dim}>
          <Trans>Counted {{ moment: momentOf(last.finished_at) }}.</Trans>{" "}
        </span>
      )}
      {last?.state === "failed" && (
        <span className={classes.bad}>
          <Trans>The last count failed: {{ error: last.error }}</Trans>{" "}
        </span>
      )}
      {mayCount && (
        <Button
          size="xs"
          variant="default"
          loading={begin.isPending}
          onClick={() => begin.mutate({ a, b })}
        >
          {last?.state === "succeeded" ? (
            <Trans>Count again</Trans>
          ) : (
            <Trans>Count them all ({{ open: count(open) }})</Trans>
          )}
        </Button>
      )}
      {error && <Refusal error={error} />}
    </>
  );
}

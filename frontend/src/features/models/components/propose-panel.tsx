import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, NumberInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";

import { propose } from "../api/proposal-runs";
import classes from "./models.module.css";

/** Let a version score the open candidates and propose the best of them. */
export function ProposePanel({ version }: { version: string }) {
  const client = useQueryClient();
  const [limit, setLimit] = useState(2_000);
  const [minScore, setMinScore] = useState(0.5);
  const run = useMutation({
    mutationFn: propose,
    onSuccess: async () => {
      notifications.show({
        message: t`Queued. Its proposals take the place of the former ones when it is done.`,
      });
      await client.invalidateQueries({ queryKey: ["proposal-runs"] });
    },
  });
  return (
    <Panel title={t`Let it propose`}>
      <div className={classes.form}>
        <NumberInput
          label={t`At most`}
          min={1}
          thousandSeparator
          value={limit}
          onChange={(value) => setLimit(Number(value) || 1)}
        />
        <NumberInput
          label={t`Lowest score`}
          min={0}
          max={1}
          step={0.05}
          decimalScale={2}
          value={minScore}
          onChange={(value) => setMinScore(Number(value) || 0)}
        />
        {run.isError && <Refusal error={run.error} />}
        <Button
          variant="default"
          loading={run.isPending}
          onClick={() => run.mutate({ version, limit, min_score: minScore })}
        >
          <Trans>Propose</Trans>
        </Button>
      </div>
    </Panel>
  );
}

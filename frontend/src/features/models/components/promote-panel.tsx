import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { Problem } from "@/lib/problem";

import { promote, rollback, type Verdict, type VersionDetail } from "../api/versions";
import classes from "./models.module.css";
import { VerdictView } from "./verdict-view";

/** Let a version serve; the gate may refuse, and then only a signed reason goes past it. */
export function PromotePanel({ version }: { version: VersionDetail }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const refresh = () =>
    Promise.all(
      ["models", "model", "aliases", "home", "proposal-runs"].map((key) =>
        client.invalidateQueries({ queryKey: [key] }),
      ),
    );
  const move = useMutation({
    mutationFn: promote,
    onSuccess: (done) => {
      notifications.show({
        message: t`${{ version: done.version }} is ${{ alias: done.alias }} now; it begins to propose.`,
      });
      void refresh();
    },
  });
  const back = useMutation({
    mutationFn: rollback,
    onSuccess: (done) => {
      notifications.show({
        message: t`${{ version: done.version }} is ${{ alias: done.alias }} again.`,
      });
      void refresh();
    },
  });
  const isChampion = version.aliases.includes("champion");
  const refused =
    move.error instanceof Problem
      ? (move.error.document.verdict as Verdict | undefined)
      : undefined;
  const last = version.history[0];
  const verdict = refused ?? last?.verdict;

  return (
    <Panel title={isChampion ? t`This version serves` : t`Let it serve`}>
      <div className={classes.form}>
        {verdict?.rules && <VerdictView verdict={verdict} />}
        {move.isError && <Refusal error={move.error} />}
        {refused && (
          <TextInput
            label={t`Promote it all the same, because`}
            description={t`Goes on record with your name`}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {back.isError && <Refusal error={back.error} />}
        <Group gap="xs">
          {isChampion ? (
            <Button
              variant="default"
              loading={back.isPending}
              onClick={() => back.mutate("champion")}
            >
              <Trans>Roll back to the former champion</Trans>
            </Button>
          ) : (
            <Button
              loading={move.isPending && move.variables.alias === "champion"}
              disabled={refused !== undefined && reason.trim() === ""}
              onClick={() =>
                move.mutate({
                  alias: "champion",
                  version: version.version,
                  override_reason: reason,
                })
              }
            >
              <Trans>Promote to champion</Trans>
            </Button>
          )}
          {!isChampion && !version.aliases.includes("challenger") && (
            <Button
              variant="default"
              onClick={() =>
                move.mutate({ alias: "challenger", version: version.version, override_reason: "" })
              }
            >
              <Trans>Make challenger</Trans>
            </Button>
          )}
        </Group>
      </div>
    </Panel>
  );
}

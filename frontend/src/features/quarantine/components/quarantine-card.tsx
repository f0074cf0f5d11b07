import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { StateMark } from "@/components/state-mark";
import { ago } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { liftQuarantine, type Quarantine } from "../api/quarantines";
import classes from "./quarantine.module.css";
import { subjectOf } from "./words";

function closedBy({ proposals, annotations }: Quarantine): string {
  const parts = [
    proposals > 0 && t`${plural(proposals, { one: "# proposal", other: "# proposals" })} closed`,
    annotations > 0 && t`${plural(annotations, { one: "# answer", other: "# answers" })} set aside`,
  ].filter((part): part is string => Boolean(part));
  return parts.join(", ");
}

/** One quarantine: what, why, by whom, and its end. */
export function QuarantineCard({ row, mayLift }: { row: Quarantine; mayLift: boolean }) {
  const client = useQueryClient();
  const [lifting, setLifting] = useState(false);
  const [reason, setReason] = useState("");
  const lift = useMutation({
    mutationFn: liftQuarantine,
    onSuccess: ({ reverted }) => {
      const told = [
        plural(
          { decisions: reverted.decisions },
          { one: "# decision stands again.", other: "# decisions stand again." },
        ),
      ];
      if (reverted.left_alone > 0)
        told.push(
          t`${plural({ leftAlone: reverted.left_alone }, { one: "# pair", other: "# pairs" })} settled anew meanwhile, left alone.`,
        );
      notifications.show({ message: told.join(" ") });
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["quarantines"] }),
  });
  const standing = row.lifted_at === null;
  return (
    <Panel>
      <div className={classes.card}>
        <div className={classes.head}>
          {subjectOf(row)}
          <StateMark tone={standing ? "warn" : "good"}>
            {standing ? t`in quarantine` : t`lifted`}
          </StateMark>
        </div>
        <p className={classes.why}>{row.reason}</p>
        <p className={classes.quiet}>
          {closedBy(row) && <>{closedBy(row)}. </>}
          <Trans>
            Begun by {{ begunBy: row.begun_by }}, {{ begunAt: ago(row.begun_at) }}.{" "}
            <Link to={`/decisions?change_set=${row.change_set}`}>What was taken back</Link>
          </Trans>
        </p>
        {row.lifted_at !== null && (
          <p className={classes.quiet}>
            <Trans>
              Lifted by {{ name: row.lifted_by ?? "–" }}, {{ time: ago(row.lifted_at) }}
            </Trans>
            {row.lifted_why && `: ${row.lifted_why}`}
          </p>
        )}
        {standing && mayLift && !lifting && (
          <div>
            <Button size="xs" variant="default" onClick={() => setLifting(true)}>
              <Trans>Lift</Trans>
            </Button>
          </div>
        )}
        {standing && lifting && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              lift.mutate({ id: row.id, reason });
            }}
          >
            <Group gap="xs" align="end">
              <TextInput
                label={t`Why it may stand again`}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                autoFocus
                flex={1}
                maw="28rem"
              />
              <Button type="submit" loading={lift.isPending}>
                <Trans>Lift</Trans>
              </Button>
              <Button variant="default" onClick={() => setLifting(false)}>
                <Trans>Not now</Trans>
              </Button>
            </Group>
          </form>
        )}
      </div>
    </Panel>
  );
}

import { Button, Group, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { StateMark } from "@/components/state-mark";
import { ago, counted } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { liftQuarantine, type Quarantine } from "../api/quarantines";
import classes from "./quarantine.module.css";
import { subjectOf } from "./words";

function closedBy({ proposals, annotations }: Quarantine): string {
  const parts = [
    proposals > 0 && `${counted(proposals, "proposal")} closed`,
    annotations > 0 && `${counted(annotations, "answer")} set aside`,
  ].filter((part): part is string => Boolean(part));
  return parts.length === 0 ? "" : `${parts.join(", ")}. `;
}

/** One quarantine: what, why, by whom, and its end. */
export function QuarantineCard({ row, mayLift }: { row: Quarantine; mayLift: boolean }) {
  const client = useQueryClient();
  const [lifting, setLifting] = useState(false);
  const [reason, setReason] = useState("");
  const lift = useMutation({
    mutationFn: liftQuarantine,
    onSuccess: ({ reverted }) => {
      const left =
        reverted.left_alone > 0
          ? ` ${counted(reverted.left_alone, "pair")} settled anew meanwhile, left alone.`
          : "";
      notifications.show({
        message: `${counted(reverted.decisions, "decision")} stand again.${left}`,
      });
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
            {standing ? "in quarantine" : "lifted"}
          </StateMark>
        </div>
        <p className={classes.why}>{row.reason}</p>
        <p className={classes.quiet}>
          {closedBy(row)}Begun by {row.begun_by}, {ago(row.begun_at)}.{" "}
          <Link to={`/decisions?change_set=${row.change_set}`}>What was taken back</Link>
        </p>
        {row.lifted_at !== null && (
          <p className={classes.quiet}>
            Lifted by {row.lifted_by}, {ago(row.lifted_at)}
            {row.lifted_why && `: ${row.lifted_why}`}
          </p>
        )}
        {standing && mayLift && !lifting && (
          <div>
            <Button size="xs" variant="default" onClick={() => setLifting(true)}>
              Lift
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
                label="Why it may stand again"
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
                autoFocus
                flex={1}
                maw="28rem"
              />
              <Button type="submit" loading={lift.isPending}>
                Lift
              </Button>
              <Button variant="default" onClick={() => setLifting(false)}>
                Not now
              </Button>
            </Group>
          </form>
        )}
      </div>
    </Panel>
  );
}

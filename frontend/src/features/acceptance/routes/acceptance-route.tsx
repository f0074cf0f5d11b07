import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { Page } from "@/components/page";
import { useCan } from "@/features/session/use-who";
import { sentenceOf } from "@/lib/problem";

import { changeAcceptance, runAcceptance, standingsQuery } from "../api/acceptance";
import classes from "../components/acceptance.module.css";
import { StandingCard } from "../components/standing-card";

export default function AcceptanceRoute() {
  const client = useQueryClient();
  const mayChange = useCan("review");
  const standings = useQuery(standingsQuery);
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: sentenceOf(error) });
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: standingsQuery.queryKey }),
      client.invalidateQueries({ queryKey: ["home"] }),
      client.invalidateQueries({ queryKey: ["proposals"] }),
    ]);
  const change = useMutation({ mutationFn: changeAcceptance, onError, onSettled: refresh });
  const run = useMutation({
    mutationFn: runAcceptance,
    onSuccess: (done) => {
      const accepted = done.reduce((sum, one) => sum + one.accepted, 0);
      const stopped = done.filter((one) => one.off).map((one) => one.relation);
      notifications.show({
        ...(stopped.length > 0 ? { color: "red" } : {}),
        message:
          stopped.length > 0
            ? t`Switched off: ${{ stopped: stopped.join(", ") }}. The card says why.`
            : t`${plural(accepted, { one: "# proposal", other: "# proposals" })} accepted without a person.`,
      });
    },
    onError,
    onSettled: refresh,
  });
  const isOn = standings.data?.some((standing) => standing.enabled) ?? false;

  return (
    <Page
      title={t`Acceptance`}
      lead={t`Proposals may enter the graph without a person once reviews of a random sample have proven how rarely they are wrong. Part of them always stays with people: it keeps watching, and stops it when the promise breaks.`}
      actions={
        mayChange && (
          <Button
            variant="default"
            disabled={!isOn}
            loading={run.isPending}
            onClick={() => run.mutate()}
          >
            <Trans>Accept now</Trans>
          </Button>
        )
      }
    >
      <Bound query={standings} lines={8}>
        {(rows) => (
          <div className={classes.cards}>
            {rows.map((standing) => (
              <StandingCard
                key={standing.relation}
                standing={standing}
                mayChange={mayChange}
                busy={change.isPending && change.variables.relation === standing.relation}
                onChange={(wish) => change.mutate({ relation: standing.relation, ...wish })}
              />
            ))}
          </div>
        )}
      </Bound>
    </Page>
  );
}

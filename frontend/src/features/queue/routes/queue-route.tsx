import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { sentenceOf } from "@/lib/problem";

import { fillQueue, labelValueQuery, leasesQuery, policyQuery, releaseLeases } from "../api/queue";
import { LabelValueText } from "../components/label-value-text";
import { LeasesTable } from "../components/leases-table";
import { PolicyForm } from "../components/policy-form";
import { QueueFigures } from "../components/queue-figures";
import classes from "../components/queue.module.css";

export default function QueueRoute() {
  const client = useQueryClient();
  const leases = useQuery(leasesQuery);
  const policy = useQuery(policyQuery);
  const worth = useQuery(labelValueQuery);
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: sentenceOf(error) });
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: leasesQuery.queryKey }),
      client.invalidateQueries({ queryKey: ["home"] }),
    ]);
  const free = useMutation({
    mutationFn: releaseLeases,
    onSuccess: ({ released }) =>
      notifications.show({
        message: t`${plural(released, { one: "# pair", other: "# pairs" })} came free.`,
      }),
    onError,
    onSettled: refresh,
  });
  const fill = useMutation({
    mutationFn: () => fillQueue(),
    onSuccess: ({ made }) =>
      notifications.show({
        message:
          made > 0
            ? t`${plural(made, { one: "# pair", other: "# pairs" })} put into the queue.`
            : t`No candidate is left that nobody was asked about. Import titles, or let a model propose.`,
      }),
    onError,
    onSettled: refresh,
  });

  return (
    <Page
      title={t`Queue`}
      lead={t`What waits to be judged, who has it on the desk, and how pairs are chosen. The queue fills itself when it runs low.`}
      actions={
        <Button variant="default" loading={fill.isPending} onClick={() => fill.mutate()}>
          <Trans>Put 500 more in</Trans>
        </Button>
      }
    >
      <Panel>
        <Bound query={leases} lines={2}>
          {(data) => <QueueFigures queue={data.queue} />}
        </Bound>
      </Panel>
      <div className={classes.columns}>
        <Panel
          title={t`On people’s desks`}
          flush
          aside={
            (leases.data?.leases.length ?? 0) > 1 && (
              <Button
                size="compact-xs"
                variant="default"
                loading={free.isPending && free.variables === null}
                onClick={() => free.mutate(null)}
              >
                <Trans>Free all</Trans>
              </Button>
            )
          }
        >
          <Bound query={leases}>
            {(data) => (
              <LeasesTable
                leases={data.leases}
                busy={free.isPending ? free.variables : undefined}
                onFree={(person) => free.mutate(person)}
              />
            )}
          </Bound>
        </Panel>
        <div className={classes.side}>
          <Panel title={t`What more labels would bring`}>
            <Bound query={worth} lines={3}>
              {(data) => <LabelValueText value={data} />}
            </Bound>
          </Panel>
          <Panel title={t`How pairs are chosen`}>
            <Bound query={policy}>
              {(data) => <PolicyForm key={data.created_at ?? "installed"} policy={data} />}
            </Bound>
          </Panel>
        </div>
      </div>
    </Page>
  );
}

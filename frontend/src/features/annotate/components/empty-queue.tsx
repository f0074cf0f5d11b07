import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";

import { EmptyState } from "@/components/empty-state";
import { fillQueue, releaseLeases } from "@/features/queue/api/queue";
import { useCan } from "@/features/session/use-who";
import { sentenceOf } from "@/lib/problem";

import type { EmptyQueue as Empty } from "../api/queue";

/** Why there is nothing to judge, and what can be done about it. */
export function EmptyQueue({ empty, onRetry }: { empty: Empty; onRetry: () => void }) {
  const isLead = useCan("review");
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: sentenceOf(error) });
  const free = useMutation({
    mutationFn: () => releaseLeases(null),
    onSuccess: ({ released }) => {
      notifications.show({
        message: t`${plural(released, { one: "# pair", other: "# pairs" })} came free.`,
      });
      onRetry();
    },
    onError,
  });
  const fill = useMutation({
    mutationFn: () => fillQueue(),
    onSuccess: ({ made }) => {
      notifications.show({
        message: t`${plural(made, { one: "# pair", other: "# pairs" })} put into the queue.`,
      });
      onRetry();
    },
    onError,
  });
  return (
    <EmptyState
      title={t`Nothing to judge just now`}
      action={
        <Group gap="xs" justify="center">
          <Button variant="default" onClick={onRetry}>
            <Trans>Look again</Trans>
          </Button>
          {isLead && empty.leased > 0 && (
            <Button variant="default" loading={free.isPending} onClick={() => free.mutate()}>
              <Trans>Free what others hold</Trans>
            </Button>
          )}
          {isLead && (
            <Button loading={fill.isPending} onClick={() => fill.mutate()}>
              <Trans>Fill the queue</Trans>
            </Button>
          )}
        </Group>
      }
    >
      <Trans>{{ sentence: empty.sentence }} This page looks again by itself.</Trans>
    </EmptyState>
  );
}

import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";

import { EmptyState } from "@/components/empty-state";
import { fillQueue, releaseLeases } from "@/features/queue/api/queue";
import { useCan } from "@/features/session/use-who";
import { counted } from "@/lib/format";
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
      notifications.show({ message: `${counted(released, "pair")} came free.` });
      onRetry();
    },
    onError,
  });
  const fill = useMutation({
    mutationFn: () => fillQueue(),
    onSuccess: ({ made }) => {
      notifications.show({ message: `${counted(made, "pair")} put into the queue.` });
      onRetry();
    },
    onError,
  });
  return (
    <EmptyState
      title="Nothing to judge just now"
      action={
        <Group gap="xs" justify="center">
          <Button variant="default" onClick={onRetry}>
            Look again
          </Button>
          {isLead && empty.leased > 0 && (
            <Button variant="default" loading={free.isPending} onClick={() => free.mutate()}>
              Free what others hold
            </Button>
          )}
          {isLead && (
            <Button loading={fill.isPending} onClick={() => fill.mutate()}>
              Fill the queue
            </Button>
          )}
        </Group>
      }
    >
      {empty.sentence} This page looks again by itself.
    </EmptyState>
  );
}

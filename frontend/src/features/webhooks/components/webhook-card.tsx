import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { StateMark } from "@/components/state-mark";
import { ShownOnce } from "@/features/people/components/shown-once";
import { ago } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import {
  KINDS,
  pauseWebhook,
  pingWebhook,
  removeWebhook,
  rotateSecret,
  type Webhook,
  webhooksQuery,
} from "../api/webhooks";
import { Deliveries } from "./deliveries";
import classes from "./webhooks.module.css";

const wordsOf = (kinds: string[]) =>
  kinds.length === 0
    ? "Told of everything."
    : `Told when: ${kinds.map((kind) => KINDS[kind as keyof typeof KINDS].toLowerCase()).join("; ")}.`;

/** One address: how it stands, what can be done with it, and what it was sent. */
export function WebhookCard({ webhook }: { webhook: Webhook }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const reporting = {
    onError: (error: unknown) => notifications.show({ color: "red", message: sentenceOf(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
  };
  const pause = useMutation({ mutationFn: pauseWebhook, ...reporting });
  const rotate = useMutation({ mutationFn: rotateSecret, ...reporting });
  const remove = useMutation({ mutationFn: removeWebhook, ...reporting });
  const ping = useMutation({
    mutationFn: pingWebhook,
    ...reporting,
    onSuccess: () => {
      setOpen(true);
      return client.invalidateQueries({ queryKey: ["deliveries", webhook.id] });
    },
  });
  const paused = webhook.paused_at !== null;
  return (
    <Panel className={classes.card}>
      <div className={classes.card}>
        <div className={classes.head}>
          <span className={classes.url}>{webhook.url}</span>
          <StateMark tone={paused ? "warn" : "good"}>{paused ? "paused" : "is told"}</StateMark>
        </div>
        <p className={classes.quiet}>
          {wordsOf(webhook.kinds)} {webhook.note && `${webhook.note}. `}Added by {webhook.made_by},{" "}
          {ago(webhook.made_at)}.
        </p>
        {paused && <p className={classes.quiet}>{webhook.paused_why}</p>}
        <Group gap="xs">
          <Button size="xs" loading={ping.isPending} onClick={() => ping.mutate(webhook.id)}>
            Send a ping
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-expanded={open}
            onClick={() => setOpen((before) => !before)}
          >
            {open ? "Hide what was sent" : "Show what was sent"}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => pause.mutate({ id: webhook.id, paused: !paused })}
          >
            {paused ? "Let it go on" : "Pause"}
          </Button>
          <Button size="xs" variant="default" onClick={() => rotate.mutate(webhook.id)}>
            New secret
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => (sure ? remove.mutate(webhook.id) : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {sure ? "Really remove?" : "Remove"}
          </Button>
        </Group>
        {rotate.data && (
          <ShownOnce
            what="The new secret. For a day the former one signs beside it."
            secret={rotate.data.secret}
          />
        )}
        {open && <Deliveries webhook={webhook.id} />}
      </div>
    </Panel>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { StateMark } from "@/components/state-mark";
import { ShownOnce } from "@/features/people/components/shown-once";
import { ago } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";
import { wordsOf } from "@/lib/texts";

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

const toldOf = (kinds: string[]) =>
  kinds.length === 0
    ? t`Told of everything.`
    : t`Told when: ${{ kinds: kinds.map((kind) => wordsOf(KINDS, kind)).join("; ") }}.`;

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
          <StateMark tone={paused ? "warn" : "good"}>{paused ? t`paused` : t`is told`}</StateMark>
        </div>
        <p className={classes.quiet}>
          {toldOf(webhook.kinds)} {webhook.note && `${webhook.note}. `}
          <Trans>
            Added by {{ name: webhook.made_by }}, {{ time: ago(webhook.made_at) }}.
          </Trans>
        </p>
        {paused && <p className={classes.quiet}>{webhook.paused_why}</p>}
        <Group gap="xs">
          <Button size="xs" loading={ping.isPending} onClick={() => ping.mutate(webhook.id)}>
            <Trans>Send a ping</Trans>
          </Button>
          <Button
            size="xs"
            variant="default"
            aria-expanded={open}
            onClick={() => setOpen((before) => !before)}
          >
            {open ? t`Hide what was sent` : t`Show what was sent`}
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => pause.mutate({ id: webhook.id, paused: !paused })}
          >
            {paused ? t`Let it go on` : t`Pause`}
          </Button>
          <Button size="xs" variant="default" onClick={() => rotate.mutate(webhook.id)}>
            <Trans>New secret</Trans>
          </Button>
          <Button
            size="xs"
            variant="default"
            onClick={() => (sure ? remove.mutate(webhook.id) : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {sure ? t`Really remove?` : t`Remove`}
          </Button>
        </Group>
        {rotate.data && (
          <ShownOnce
            what={t`The new secret. For a day the former one signs beside it.`}
            secret={rotate.data.secret}
          />
        )}
        {open && <Deliveries webhook={webhook.id} />}
      </div>
    </Panel>
  );
}

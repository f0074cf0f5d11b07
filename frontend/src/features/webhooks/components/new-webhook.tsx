import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { ShownOnce } from "@/features/people/components/shown-once";
import { say } from "@/lib/texts";

import { KINDS, makeWebhook, webhooksQuery } from "../api/webhooks";
import classes from "./webhooks.module.css";

/** An address and what it wants to hear. */
export function NewWebhook() {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [note, setNote] = useState("");
  const [kinds, setKinds] = useState<string[]>(["release.published", "release.withdrawn"]);
  const make = useMutation({
    mutationFn: makeWebhook,
    onSuccess: () => {
      setUrl("");
      setNote("");
      return client.invalidateQueries({ queryKey: webhooksQuery.queryKey });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({ url: url.trim(), kinds, note });
  };
  return (
    <Panel title={t`New address`}>
      <form className={classes.fields} onSubmit={submit} aria-label={t`New address`}>
        <div className={classes.pair}>
          <TextInput
            label={t`Address`}
            placeholder="https://search.example.org/titleloom"
            required
            withAsterisk={false}
            value={url}
            onChange={(event) => setUrl(event.currentTarget.value)}
          />
          <TextInput
            label={t`Whose it is`}
            value={note}
            maxLength={200}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </div>
        <Checkbox.Group
          label={t`Tell it when`}
          description={t`Nothing chosen: of everything`}
          value={kinds}
          onChange={setKinds}
        >
          <div className={classes.kinds}>
            {Object.entries(KINDS).map(([kind, words]) => (
              <Checkbox key={kind} value={kind} label={say(words)} />
            ))}
          </div>
        </Checkbox.Group>
        <div>
          <Button type="submit" loading={make.isPending}>
            <Trans>Add address</Trans>
          </Button>
        </div>
      </form>
      {make.isError && <Refusal error={make.error} />}
      {make.data && (
        <ShownOnce what={t`The secret that signs its messages.`} secret={make.data.secret} />
      )}
    </Panel>
  );
}

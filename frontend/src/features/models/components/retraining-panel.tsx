import { ph, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, NumberInput, Select, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { stateName } from "@/lib/codes";
import { momentOf } from "@/lib/format";
import { choicesOf } from "@/lib/texts";

import { changeRetraining, type Retraining, retrainingQuery } from "../api/retraining";
import classes from "./models.module.css";
import { PRESETS } from "./presets";

function Standing({ at }: { at: Retraining }) {
  return (
    <>
      <p className={classes.dim} style={{ margin: 0 }}>
        <Plural
          value={{ since: at.since }}
          one="# decision since the last training."
          other="# decisions since the last training."
        />{" "}
        {at.enabled && <Trans>Waits for: {{ waitsFor: at.waits_for }}</Trans>}
      </p>
      {at.last_run && (
        <p className={classes.dim} style={{ margin: 0 }}>
          <Trans>
            Last time by itself:{" "}
            <Link to={`/models/runs/${at.last_run.id}`}>run {ph({ id: at.last_run.id })}</Link>,{" "}
            {{ state: stateName(at.last_run.state) }}. {{ outcome: at.last_run.outcome }}
          </Trans>
        </p>
      )}
      <p className={classes.dim} style={{ margin: 0 }}>
        {at.made_by
          ? t`As ${{ madeBy: at.made_by }} said on ${{ createdAt: momentOf(at.created_at) }}.`
          : t`As it was installed; nobody has changed it yet.`}
      </p>
    </>
  );
}

function Form({ at }: { at: Retraining }) {
  const client = useQueryClient();
  const [enabled, setEnabled] = useState(at.enabled);
  const [after, setAfter] = useState<number | string>(at.after);
  const [preset, setPreset] = useState(at.preset);
  const [promotes, setPromotes] = useState(at.promotes);
  const save = useMutation({
    mutationFn: changeRetraining,
    onSuccess: (changed) => {
      client.setQueryData(retrainingQuery.queryKey, changed);
      notifications.show({ message: changed.enabled ? t`It trains by itself now.` : t`Saved.` });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ enabled, after: Number(after), preset, promotes });
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-label={t`Training by itself`}>
      <Switch
        label={t`Train again by itself, from ${{ model: at.starts_from ?? t`the model in the box` }} on`}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <NumberInput
        label={t`After so many decisions`}
        description={t`What a model alone has accepted does not count`}
        min={10}
        max={1_000_000}
        thousandSeparator
        value={after}
        onChange={setAfter}
      />
      <Select
        label={t`How thoroughly`}
        data={choicesOf(PRESETS)}
        value={preset}
        allowDeselect={false}
        onChange={(value) => value && setPreset(value)}
      />
      <Switch
        label={t`Let the gate promote what is no worse`}
        description={t`Else the new version is only registered, and you decide`}
        checked={promotes}
        onChange={(event) => setPromotes(event.currentTarget.checked)}
      />
      {save.isError && <Refusal error={save.error} />}
      <Button type="submit" variant="default" loading={save.isPending} disabled={after === ""}>
        <Trans>Save</Trans>
      </Button>
      <Standing at={at} />
    </form>
  );
}

/** Whether trainings begin by themselves after new decisions; off until somebody says so. */
export function RetrainingPanel() {
  const retraining = useQuery(retrainingQuery);
  return (
    <Panel title={t`Train by itself`}>
      <Bound query={retraining}>{(data) => <Form key={data.created_at} at={data} />}</Bound>
    </Panel>
  );
}

import { Button, NumberInput, Select, Switch } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { count, momentOf } from "@/lib/format";

import { changeRetraining, type Retraining, retrainingQuery } from "../api/retraining";
import classes from "./models.module.css";
import { PRESETS } from "./presets";

function Standing({ at }: { at: Retraining }) {
  return (
    <>
      <p className={classes.dim} style={{ margin: 0 }}>
        {count(at.since)} decisions since the last training.{" "}
        {at.enabled && <>Waits for: {at.waits_for}</>}
      </p>
      {at.last_run && (
        <p className={classes.dim} style={{ margin: 0 }}>
          Last time by itself:{" "}
          <Link to={`/models/runs/${at.last_run.id}`}>run {at.last_run.id}</Link>,{" "}
          {at.last_run.state}. {at.last_run.outcome}
        </p>
      )}
      <p className={classes.dim} style={{ margin: 0 }}>
        {at.made_by
          ? `As ${at.made_by} said on ${momentOf(at.created_at)}.`
          : "As it was installed; nobody has changed it yet."}
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
      notifications.show({ message: changed.enabled ? "It trains by itself now." : "Saved." });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ enabled, after: Number(after), preset, promotes });
  };
  return (
    <form className={classes.form} onSubmit={submit} aria-label="Training by itself">
      <Switch
        label={`Train again by itself, from ${at.starts_from ?? "the model in the box"} on`}
        checked={enabled}
        onChange={(event) => setEnabled(event.currentTarget.checked)}
      />
      <NumberInput
        label="After so many decisions"
        description="What a model alone has accepted does not count"
        min={10}
        max={1_000_000}
        thousandSeparator
        value={after}
        onChange={setAfter}
      />
      <Select
        label="How thoroughly"
        data={PRESETS}
        value={preset}
        allowDeselect={false}
        onChange={(value) => value && setPreset(value)}
      />
      <Switch
        label="Let the gate promote what is no worse"
        description="Else the new version is only registered, and you decide"
        checked={promotes}
        onChange={(event) => setPromotes(event.currentTarget.checked)}
      />
      {save.isError && <Refusal error={save.error} />}
      <Button type="submit" variant="default" loading={save.isPending} disabled={after === ""}>
        Save
      </Button>
      <Standing at={at} />
    </form>
  );
}

/** Whether trainings begin by themselves after new decisions; off until somebody says so. */
export function RetrainingPanel() {
  const retraining = useQuery(retrainingQuery);
  return (
    <Panel title="Train by itself">
      <Bound query={retraining}>{(data) => <Form key={data.created_at} at={data} />}</Bound>
    </Panel>
  );
}

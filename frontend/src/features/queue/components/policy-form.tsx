import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, NumberInput, Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Refusal } from "@/components/refusal";
import { momentOf } from "@/lib/format";
import { choicesOf } from "@/lib/texts";

import { changePolicy, type Policy, policyQuery } from "../api/queue";
import classes from "./queue.module.css";

const STRATEGIES: { value: Policy["strategy"]; label: MessageDescriptor }[] = [
  { value: "value", label: msg`What is worth most: close, undecided, much used` },
  { value: "uncertain", label: msg`What the model cannot tell` },
  { value: "balanced", label: msg`Every relation in turn` },
  { value: "similar", label: msg`Titles that are closest to each other` },
  { value: "frequent", label: msg`Titles that are used most` },
  { value: "random", label: msg`At random` },
];

/** How pairs get into the queue and onto desks; for what is made from now on. */
export function PolicyForm({ policy }: { policy: Policy }) {
  const client = useQueryClient();
  const [overlap, setOverlap] = useState<number | string>(inPercent(policy.overlap_share));
  const [atRandom, setAtRandom] = useState<number | string>(inPercent(policy.random_share));
  const [minutes, setMinutes] = useState<number | string>(policy.lease_seconds / 60);
  const [strategy, setStrategy] = useState(policy.strategy);
  const save = useMutation({
    mutationFn: changePolicy,
    onSuccess: (changed) => {
      client.setQueryData(policyQuery.queryKey, changed);
      notifications.show({
        message: t`Saved, for the pairs that come into the queue from now on.`,
      });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({
      overlap_share: Number(overlap) / 100,
      random_share: Number(atRandom) / 100,
      strategy,
      lease_seconds: Math.round(Number(minutes) * 60),
    });
  };
  const isWhole = [overlap, atRandom, minutes].every((value) => value !== "");

  return (
    <form className={classes.form} onSubmit={submit} aria-label={t`How pairs are chosen`}>
      <NumberInput
        label={t`Judged by two people`}
        description={t`Blind to each other: this share tells how far people agree`}
        suffix=" %"
        min={0}
        max={100}
        decimalScale={1}
        value={overlap}
        onChange={setOverlap}
      />
      <NumberInput
        label={t`Drawn at random`}
        description={t`Whatever their value: only these tell how good the graph is as a whole`}
        suffix=" %"
        min={0}
        max={100}
        decimalScale={1}
        value={atRandom}
        onChange={setAtRandom}
      />
      <Select
        label={t`The others`}
        description={t`Which pairs are worth asking first`}
        data={choicesOf(STRATEGIES)}
        value={strategy}
        allowDeselect={false}
        onChange={(value) => setStrategy(value ?? "value")}
      />
      <NumberInput
        label={t`Kept on a desk for`}
        description={t`After that, pairs that were not judged go to somebody else`}
        suffix={t` min`}
        min={0.5}
        max={1440}
        decimalScale={1}
        value={minutes}
        onChange={setMinutes}
      />
      {save.isError && <Refusal error={save.error} />}
      <Button type="submit" loading={save.isPending} disabled={!isWhole}>
        <Trans>Save</Trans>
      </Button>
      <p className={classes.said}>
        {policy.made_by
          ? t`As ${{ madeBy: policy.made_by }} said on ${{ createdAt: momentOf(policy.created_at) }}.`
          : t`As it was installed; nobody has changed it yet.`}
      </p>
    </form>
  );
}

function inPercent(share: number): number {
  return Math.round(share * 1000) / 10;
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, NumberInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Bound } from "@/components/bound";
import { Refusal } from "@/components/refusal";
import { momentOf } from "@/lib/format";

import { changePolicy, policyQuery, type SecondYesPolicy } from "../api/second-yes";
import classes from "./conflicts.module.css";

const limitOf = (value: number | string) => (value === "" ? null : Number(value));

/** From which size on another person must agree; empty is never. */
export function SecondYesForm() {
  const policy = useQuery(policyQuery);
  return (
    <details className={classes.policy}>
      <summary>
        <Trans>Which decisions wait for a second yes</Trans>
      </summary>
      <Bound query={policy} lines={2}>
        {(found) => <Form key={found.created_at ?? t`off`} policy={found} />}
      </Bound>
    </details>
  );
}

function Form({ policy }: { policy: SecondYesPolicy }) {
  const client = useQueryClient();
  const [titles, setTitles] = useState<number | string>(policy.merge_titles ?? "");
  const [edges, setEdges] = useState<number | string>(policy.inferred_edges ?? "");
  const save = useMutation({
    mutationFn: changePolicy,
    onSuccess: (changed) => client.setQueryData(policyQuery.queryKey, changed),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate({ merge_titles: limitOf(titles), inferred_edges: limitOf(edges) });
  };
  return (
    <form className={classes.policyForm} onSubmit={submit}>
      <NumberInput
        label={t`Joins concepts of so many titles each`}
        description={t`Empty: joining never waits`}
        min={1}
        allowDecimal={false}
        value={titles}
        onChange={setTitles}
      />
      <NumberInput
        label={t`Changes more inferred edges than`}
        description={t`Empty: inferred edges never make it wait`}
        min={0}
        allowDecimal={false}
        value={edges}
        onChange={setEdges}
      />
      <Button type="submit" size="sm" variant="default" loading={save.isPending}>
        <Trans>Save</Trans>
      </Button>
      {policy.created_at && (
        <small>
          {policy.made_by
            ? t`Set ${{ time: momentOf(policy.created_at) }} by ${{ name: policy.made_by }}`
            : t`Set ${{ time: momentOf(policy.created_at) }}`}
        </small>
      )}
      {save.error && <Refusal error={save.error} />}
    </form>
  );
}

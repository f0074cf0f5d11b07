import { ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Refusal } from "@/components/refusal";
import { count, momentOf } from "@/lib/format";
import { relationName } from "@/relations/relations";

import { bringBack, type ConceptRetirement, retire, retirementQuery } from "../api/retirement";
import classes from "./graph.module.css";

/** Taking a concept out of the graph: first what depends on it, then the concept. */
export function RetirementPanel({
  concept,
  onChanged,
}: {
  concept: number;
  /** It went, or it came back. */
  onChanged?: () => void;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.retirement} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Trans>Retire this concept, or bring it back</Trans>
      </summary>
      {open && <State key={concept} concept={concept} onChanged={onChanged} />}
    </details>
  );
}

type Tell = (() => void) | undefined;

function State({ concept, onChanged }: { concept: number; onChanged: Tell }) {
  const state = useQuery(retirementQuery(concept));
  return (
    <Bound query={state} lines={2}>
      {(found) =>
        found.retirement ? (
          <Retired found={found} onChanged={onChanged} />
        ) : found.replacedBy !== null ? (
          <p>
            <Trans>This number is part of concept {{ replacedBy: found.replacedBy }} now.</Trans>
          </p>
        ) : found.dependants.blocked ? (
          <Dependants found={found} />
        ) : (
          <Form found={found} onChanged={onChanged} />
        )
      }
    </Bound>
  );
}

function useRefresh() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["retirement"] }),
      client.invalidateQueries({ queryKey: ["graph"] }),
      client.invalidateQueries({ queryKey: ["taxonomy"] }),
      client.invalidateQueries({ queryKey: ["conflicts"] }),
    ]);
}

function Retired({ found, onChanged }: { found: ConceptRetirement; onChanged: Tell }) {
  const back = useMutation({
    mutationFn: bringBack,
    onSuccess: () => onChanged?.(),
    onSettled: useRefresh(),
  });
  const { retirement } = found;
  if (!retirement) return null;
  return (
    <>
      <p>
        {retirement.retired_by
          ? t`“${{ name: found.name }}” was retired ${{ time: momentOf(retirement.retired_at) }} by ${{ person: retirement.retired_by }}: ${{ reason: retirement.reason }}.`
          : t`“${{ name: found.name }}” was retired ${{ time: momentOf(retirement.retired_at) }}: ${{ reason: retirement.reason }}.`}
        {retirement.useInstead !== null && (
          <>
            {" "}
            <Trans>
              Use{" "}
              <Link to={`/graph/c/${retirement.useInstead}`}>
                concept {ph({ useInstead: retirement.useInstead })}
              </Link>{" "}
              instead.
            </Trans>
          </>
        )}
      </p>
      <Button
        size="compact-sm"
        variant="default"
        loading={back.isPending}
        onClick={() => back.mutate(found.concept)}
      >
        <Trans>Bring it back</Trans>
      </Button>
      {back.error && <Refusal error={back.error} />}
    </>
  );
}

function Dependants({ found }: { found: ConceptRetirement }) {
  const { edges, titles, waiting, pointers } = found.dependants;
  return (
    <>
      <p>
        <Trans>Move or end these first; then the concept can go.</Trans>
      </p>
      <ul>
        {edges.sample.map((edge) => (
          <li key={edge.id}>
            {relationName(edge.relation)} <Link to={`/graph/c/${edge.concept}`}>{edge.name}</Link>
          </li>
        ))}
        {edges.count > edges.sample.length && (
          <li>
            <Trans>… {{ count: count(edges.count) }} edges in all</Trans>
          </li>
        )}
        {titles.sample.map((title) => (
          <li key={title.id}>
            <Trans>
              its title <Link to={`/titles/${title.id}`}>{ph({ text: title.text })}</Link>
            </Trans>
          </li>
        ))}
        {waiting.count > 0 && (
          <li>
            <Trans>decisions that wait to be merged: {{ count: waiting.count }}</Trans>
          </li>
        )}
        {pointers.sample.map((number) => (
          <li key={number}>
            <Trans>
              retired <Link to={`/graph/c/${number}`}>concept {number}</Link>, which names it as
              what to use instead
            </Trans>
          </li>
        ))}
      </ul>
    </>
  );
}

function Form({ found, onChanged }: { found: ConceptRetirement; onChanged: Tell }) {
  const [reason, setReason] = useState("");
  const [instead, setInstead] = useState<number | null>(null);
  const go = useMutation({
    mutationFn: retire,
    onSuccess: () => onChanged?.(),
    onSettled: useRefresh(),
  });
  return (
    <form
      className={classes.retireForm}
      onSubmit={(event) => {
        event.preventDefault();
        go.mutate({ concept: found.concept, reason, instead });
      }}
    >
      <TextInput
        label={t`Why it goes`}
        description={t`Users of the number are told.`}
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NumberInput
        label={t`Use instead`}
        description={t`Number of a concept, where there is one.`}
        min={1}
        allowDecimal={false}
        hideControls
        value={instead ?? ""}
        onChange={(value) => setInstead(typeof value === "number" ? value : null)}
      />
      <Button type="submit" size="compact-sm" loading={go.isPending}>
        <Trans>Retire “{{ name: found.name }}”</Trans>
      </Button>
      {go.error && <Refusal error={go.error} />}
    </form>
  );
}

import { Button, NumberInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Refusal } from "@/components/refusal";
import { momentOf } from "@/lib/format";

import { bringBack, type ConceptRetirement, retire, retirementQuery } from "../api/retirement";
import classes from "./graph.module.css";

/** Taking a concept out of the graph: first what depends on it, then the concept. */
export function RetirementPanel({ concept }: { concept: number }) {
  const [open, setOpen] = useState(false);
  return (
    <details className={classes.retirement} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Retire this concept, or bring it back</summary>
      {open && <State key={concept} concept={concept} />}
    </details>
  );
}

function State({ concept }: { concept: number }) {
  const state = useQuery(retirementQuery(concept));
  return (
    <Bound query={state} lines={2}>
      {(found) =>
        found.retirement ? (
          <Retired found={found} />
        ) : found.replacedBy !== null ? (
          <p>This number is part of concept {found.replacedBy} now.</p>
        ) : found.dependants.blocked ? (
          <Dependants found={found} />
        ) : (
          <Form found={found} />
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

function Retired({ found }: { found: ConceptRetirement }) {
  const back = useMutation({ mutationFn: bringBack, onSettled: useRefresh() });
  const { retirement } = found;
  if (!retirement) return null;
  return (
    <>
      <p>
        “{found.name}” was retired {momentOf(retirement.retired_at)}
        {retirement.retired_by ? ` by ${retirement.retired_by}` : ""}: {retirement.reason}.
        {retirement.useInstead !== null && (
          <>
            {" "}
            Use{" "}
            <Link to={`/graph/c/${retirement.useInstead}`}>
              concept {retirement.useInstead}
            </Link>{" "}
            instead.
          </>
        )}
      </p>
      <Button
        size="compact-sm"
        variant="default"
        loading={back.isPending}
        onClick={() => back.mutate(found.concept)}
      >
        Bring it back
      </Button>
      {back.error && <Refusal error={back.error} />}
    </>
  );
}

function Dependants({ found }: { found: ConceptRetirement }) {
  const { edges, titles, waiting, pointers } = found.dependants;
  return (
    <>
      <p>Move or end these first; then the concept can go.</p>
      <ul>
        {edges.sample.map((edge) => (
          <li key={edge.id}>
            {edge.relation} <Link to={`/graph/c/${edge.concept}`}>{edge.name}</Link>
          </li>
        ))}
        {edges.count > edges.sample.length && <li>… {edges.count} edges in all</li>}
        {titles.sample.map((title) => (
          <li key={title.id}>
            its title <Link to={`/titles/${title.id}`}>{title.text}</Link>
          </li>
        ))}
        {waiting.count > 0 && <li>decisions that wait to be merged: {waiting.count}</li>}
        {pointers.sample.map((number) => (
          <li key={number}>
            retired <Link to={`/graph/c/${number}`}>concept {number}</Link>, which names it as what
            to use instead
          </li>
        ))}
      </ul>
    </>
  );
}

function Form({ found }: { found: ConceptRetirement }) {
  const [reason, setReason] = useState("");
  const [instead, setInstead] = useState<number | null>(null);
  const go = useMutation({ mutationFn: retire, onSettled: useRefresh() });
  return (
    <form
      className={classes.retireForm}
      onSubmit={(event) => {
        event.preventDefault();
        go.mutate({ concept: found.concept, reason, instead });
      }}
    >
      <TextInput
        label="Why it goes"
        description="Users of the number are told."
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <NumberInput
        label="Use instead"
        description="Number of a concept, where there is one."
        min={1}
        allowDecimal={false}
        hideControls
        value={instead ?? ""}
        onChange={(value) => setInstead(typeof value === "number" ? value : null)}
      />
      <Button type="submit" size="compact-sm" loading={go.isPending}>
        Retire “{found.name}”
      </Button>
      {go.error && <Refusal error={go.error} />}
    </form>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, NumberInput, Select, Table, TextInput, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Bound } from "@/components/bound";
import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { count, dayOf } from "@/lib/format";

import { assign, type Assignment, assignmentsQuery, endAssignment, type Team } from "../api/team";
import classes from "./team.module.css";

function progress(one: Assignment): string {
  if (one.ended_at) return t`taken back`;
  if (one.left === 0) return t`all seen`;
  return t`${{ seen: count(one.tasks - one.left) }} of ${{ all: count(one.tasks) }} seen`;
}

/** Give open pairs to a person, and see how far they are. */
export function AssignmentsPanel({ judges }: { judges: Team["judges"] }) {
  const client = useQueryClient();
  const list = useInfiniteQuery(assignmentsQuery);
  const [person, setPerson] = useState<string | null>(null);
  const [pairs, setPairs] = useState<number | string>(100);
  const [q, setQ] = useState("");
  const [note, setNote] = useState("");
  const [due, setDue] = useState("");
  const settled = { onSettled: () => client.invalidateQueries({ queryKey: ["assignments"] }) };
  const make = useMutation({ mutationFn: assign, ...settled });
  const end = useMutation({ mutationFn: endAssignment, ...settled });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (person) {
      make.mutate({ person: Number(person), count: Number(pairs), q, note, due_on: due || null });
    }
  };
  return (
    <Panel title={t`Assignments`} flush>
      <form className={classes.form} onSubmit={submit} aria-label={t`Assign pairs`}>
        <Select
          label={t`To`}
          w={170}
          placeholder={t`Choose`}
          searchable
          data={judges.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={person}
          onChange={setPerson}
        />
        <NumberInput label={t`Pairs`} w={90} min={1} max={5000} value={pairs} onChange={setPairs} />
        <TextInput
          label={t`With the words`}
          w={150}
          placeholder={t`any`}
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <TextInput
          label={t`What for`}
          w={150}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <TextInput
          label={t`Until`}
          type="date"
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!person} loading={make.isPending}>
          <Trans>Assign</Trans>
        </Button>
        {make.isError && <Refusal error={make.error} />}
      </form>
      <Bound query={list} lines={2}>
        {(rows) =>
          rows.length > 0 && (
            <Table.ScrollContainer minWidth={560}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>To</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>What for</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>How far</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Until</Trans>
                    </Table.Th>
                    <Table.Th w={110}>
                      <VisuallyHidden>
                        <Trans>Actions</Trans>
                      </VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((one) => (
                    <Table.Tr key={one.id}>
                      <Table.Td>{one.name}</Table.Td>
                      <Table.Td>{one.note || "–"}</Table.Td>
                      <Table.Td>{progress(one)}</Table.Td>
                      <Table.Td>{one.due_on ? dayOf(one.due_on) : "–"}</Table.Td>
                      <Table.Td>
                        {!one.ended_at && one.left > 0 && (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={t`Take back what is left for ${{ name: one.name }}`}
                            onClick={() => end.mutate(one.id)}
                          >
                            <Trans>Take back</Trans>
                          </Button>
                        )}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Bound>
      <LoadMore query={list} />
    </Panel>
  );
}

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
  if (one.ended_at) return "taken back";
  if (one.left === 0) return "all seen";
  return `${count(one.tasks - one.left)} of ${count(one.tasks)} seen`;
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
    <Panel title="Assignments" flush>
      <form className={classes.form} onSubmit={submit} aria-label="Assign pairs">
        <Select
          label="To"
          w={170}
          placeholder="Choose"
          searchable
          data={judges.map(({ id, name }) => ({ value: String(id), label: name }))}
          value={person}
          onChange={setPerson}
        />
        <NumberInput label="Pairs" w={90} min={1} max={5000} value={pairs} onChange={setPairs} />
        <TextInput
          label="With the words"
          w={150}
          placeholder="any"
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
        />
        <TextInput
          label="What for"
          w={150}
          maxLength={200}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <TextInput
          label="Until"
          type="date"
          value={due}
          onChange={(event) => setDue(event.currentTarget.value)}
        />
        <Button type="submit" disabled={!person} loading={make.isPending}>
          Assign
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
                    <Table.Th>To</Table.Th>
                    <Table.Th>What for</Table.Th>
                    <Table.Th>How far</Table.Th>
                    <Table.Th>Until</Table.Th>
                    <Table.Th w={110}>
                      <VisuallyHidden>Actions</VisuallyHidden>
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
                            aria-label={`Take back what is left for ${one.name}`}
                            onClick={() => end.mutate(one.id)}
                          >
                            Take back
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

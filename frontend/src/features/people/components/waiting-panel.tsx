import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, Table, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useCan } from "@/features/session/use-who";
import { ago } from "@/lib/format";

import { admitPerson, declinePerson, type Person, rolesFor, waitingQuery } from "../api/people";

function Waiting({ person }: { person: Person }) {
  const client = useQueryClient();
  const administers = useCan("admin");
  const [role, setRole] = useState("annotator");
  const settled = {
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["people"] }),
        client.invalidateQueries({ queryKey: ["home"] }),
      ]),
  };
  const admit = useMutation({ mutationFn: admitPerson, ...settled });
  const decline = useMutation({ mutationFn: declinePerson, ...settled });
  const error = admit.error ?? decline.error;
  return (
    <Table.Tr>
      <Table.Td>
        <b>{person.name || person.username}</b>{" "}
        <small style={{ color: "var(--tl-dim)" }}>{person.email}</small>
        {error && <Refusal error={error} />}
      </Table.Td>
      <Table.Td c="dimmed">{person.waiting_since ? ago(person.waiting_since) : ""}</Table.Td>
      <Table.Td>
        <Group gap="xs" wrap="nowrap">
          <Select
            size="xs"
            w={150}
            aria-label={t`Role for ${{ username: person.username }}`}
            data={rolesFor(administers)}
            value={role}
            allowDeselect={false}
            onChange={(value) => setRole(value ?? "annotator")}
          />
          <Button
            size="xs"
            loading={admit.isPending}
            onClick={() => admit.mutate({ id: person.id, role })}
          >
            <Trans>Let in</Trans>
          </Button>
          <Button
            size="xs"
            variant="default"
            loading={decline.isPending}
            onClick={() => decline.mutate(person.id)}
          >
            <Trans>Decline</Trans>
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

/** Who came by single sign-on and waits to be let in; nothing when nobody does. */
export function WaitingPanel() {
  const waiting = useInfiniteQuery(waitingQuery);
  if (!waiting.data || waiting.data.length === 0) return null;
  return (
    <Panel title={t`Waiting to be let in`} flush>
      <Table.ScrollContainer minWidth={640}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Who</Trans>
              </Table.Th>
              <Table.Th w={150}>
                <Trans>Since</Trans>
              </Table.Th>
              <Table.Th w={360}>
                <VisuallyHidden>
                  <Trans>Actions</Trans>
                </VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {waiting.data.map((person) => (
              <Waiting key={person.id} person={person} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <LoadMore query={waiting} />
    </Panel>
  );
}

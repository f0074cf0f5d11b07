import { Button, Select, Table, VisuallyHidden } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan, useWho } from "@/features/session/use-who";
import { ago } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { changePerson, peopleQuery, resetPassword, ROLES } from "../api/people";
import { AddPerson } from "../components/add-person";
import { InvitePanel } from "../components/invite-panel";
import { WaitingPanel } from "../components/waiting-panel";
import { ShownOnce } from "../components/shown-once";

export default function PeopleRoute() {
  const administers = useCan("admin");
  return (
    <Page
      title="People"
      lead="Who may log in, and what for. Nobody is ever deleted, for the ledger names people; they are made inactive."
    >
      <WaitingPanel />
      <InvitePanel />
      {administers && <Everybody />}
    </Page>
  );
}

function Everybody() {
  const who = useWho();
  const client = useQueryClient();
  const people = useInfiniteQuery(peopleQuery);
  const reporting = {
    onError: (error: unknown) => notifications.show({ color: "red", message: sentenceOf(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["people"] }),
  };
  const change = useMutation({ mutationFn: changePerson, ...reporting });
  const reset = useMutation({ mutationFn: resetPassword, ...reporting });

  return (
    <>
      <Panel title="Add a person with a first password">
        <AddPerson />
      </Panel>
      {reset.data && (
        <ShownOnce what={`New password of ${reset.data.username}.`} secret={reset.data.password} />
      )}
      <Panel title="Everybody" flush>
        <Bound query={people}>
          {(rows) => (
            <Table.ScrollContainer minWidth={680}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Name</Table.Th>
                    <Table.Th w={190}>Role</Table.Th>
                    <Table.Th w={150}>Last seen</Table.Th>
                    <Table.Th w={270}>
                      <VisuallyHidden>Actions</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((person) => (
                    <Table.Tr
                      key={person.id}
                      style={person.is_active ? undefined : { opacity: 0.55 }}
                    >
                      <Table.Td>
                        <b>{person.name || person.username}</b>{" "}
                        <small style={{ color: "var(--tl-dim)" }}>{person.username}</small>
                      </Table.Td>
                      <Table.Td>
                        <Select
                          size="xs"
                          aria-label={`Role of ${person.username}`}
                          data={ROLES}
                          value={person.role}
                          allowDeselect={false}
                          disabled={person.id === who.id}
                          onChange={(role) => role && change.mutate({ id: person.id, role })}
                        />
                      </Table.Td>
                      <Table.Td c="dimmed">
                        {person.last_login ? ago(person.last_login) : "never"}
                      </Table.Td>
                      <Table.Td>
                        <Button.Group>
                          <Button
                            size="compact-xs"
                            variant="default"
                            onClick={() => reset.mutate(person.id)}
                          >
                            Reset password
                          </Button>
                          <Button
                            size="compact-xs"
                            variant="default"
                            disabled={person.id === who.id}
                            onClick={() =>
                              change.mutate({ id: person.id, is_active: !person.is_active })
                            }
                          >
                            {person.is_active ? "Make inactive" : "Make active"}
                          </Button>
                        </Button.Group>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )}
        </Bound>
        <LoadMore query={people} />
      </Panel>
    </>
  );
}

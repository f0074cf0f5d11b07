import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
import { choicesOf } from "@/lib/texts";

import { changePerson, peopleQuery, resetPassword, ROLES } from "../api/people";
import { AddPerson } from "../components/add-person";
import { InvitePanel } from "../components/invite-panel";
import { WaitingPanel } from "../components/waiting-panel";
import { ShownOnce } from "../components/shown-once";

export default function PeopleRoute() {
  const administers = useCan("admin");
  return (
    <Page
      title={t`People`}
      lead={t`Who may log in, and what for. Nobody is ever deleted, for the ledger names people; they are made inactive.`}
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
      <Panel title={t`Add a person with a first password`}>
        <AddPerson />
      </Panel>
      {reset.data && (
        <ShownOnce
          what={t`New password of ${{ username: reset.data.username }}.`}
          secret={reset.data.password}
        />
      )}
      <Panel title={t`Everybody`} flush>
        <Bound query={people}>
          {(rows) => (
            <Table.ScrollContainer minWidth={680}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>Name</Trans>
                    </Table.Th>
                    <Table.Th w={190}>
                      <Trans>Role</Trans>
                    </Table.Th>
                    <Table.Th w={150}>
                      <Trans>Last seen</Trans>
                    </Table.Th>
                    <Table.Th w={270}>
                      <VisuallyHidden>
                        <Trans>Actions</Trans>
                      </VisuallyHidden>
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
                          aria-label={t`Role of ${{ username: person.username }}`}
                          data={choicesOf(ROLES)}
                          value={person.role}
                          allowDeselect={false}
                          disabled={person.id === who.id}
                          onChange={(role) => role && change.mutate({ id: person.id, role })}
                        />
                      </Table.Td>
                      <Table.Td c="dimmed">
                        {person.last_login ? ago(person.last_login) : t`never`}
                      </Table.Td>
                      <Table.Td>
                        <Button.Group>
                          <Button
                            size="compact-xs"
                            variant="default"
                            onClick={() => reset.mutate(person.id)}
                          >
                            <Trans>Reset password</Trans>
                          </Button>
                          <Button
                            size="compact-xs"
                            variant="default"
                            disabled={person.id === who.id}
                            onClick={() =>
                              change.mutate({ id: person.id, is_active: !person.is_active })
                            }
                          >
                            {person.is_active ? t`Make inactive` : t`Make active`}
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

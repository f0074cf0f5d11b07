import { Button, Checkbox, Group, Select, Table, TextInput, VisuallyHidden } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useWho } from "@/features/session/use-who";
import { ago, momentOf } from "@/lib/format";

import { makeToken, revokeToken, tokensQuery } from "../api/tokens";
import classes from "../components/people.module.css";
import { ShownOnce } from "../components/shown-once";

const LASTS = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "until revoked" },
];

/** The scopes of the API in words. */
const MAY: Record<string, string> = {
  "graph:read": "read the graph",
  annotate: "annotate",
  review: "review and release",
  models: "train and promote models",
  admin: "administer",
};

function NewToken() {
  const { scopes: own } = useWho();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>(["graph:read"]);
  const [days, setDays] = useState("90");
  const make = useMutation({
    mutationFn: makeToken,
    onSuccess: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({ name, scopes, days: days ? Number(days) : null });
  };
  return (
    <Panel title="New token">
      <form className={classes.form} onSubmit={submit} aria-label="New token">
        <TextInput
          label="What it is for"
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label="Valid for"
          data={LASTS}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? "")}
        />
        <Checkbox.Group label="May" value={scopes} onChange={setScopes}>
          <Group gap="md" mih={34}>
            {own.map((scope) => (
              <Checkbox key={scope} value={scope} label={MAY[scope] ?? scope} />
            ))}
          </Group>
        </Checkbox.Group>
        <Button type="submit" loading={make.isPending} disabled={scopes.length === 0}>
          Make token
        </Button>
      </form>
      {make.isError && <Refusal error={make.error} />}
      {make.data && <ShownOnce what="Your new token." secret={make.data.token} />}
    </Panel>
  );
}

export default function TokensRoute() {
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const revoke = useMutation({
    mutationFn: revokeToken,
    onSettled: () => client.invalidateQueries({ queryKey: tokensQuery.queryKey }),
  });
  return (
    <Page
      title="My tokens"
      lead="For programs that act for you: “Authorization: Bearer TOKEN”. A token can do what you let it, and never more than you."
    >
      <NewToken />
      <Panel flush>
        <Bound query={tokens}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title="No tokens">A search service or a script needs one.</EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={680}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>For</Table.Th>
                      <Table.Th>Begins with</Table.Th>
                      <Table.Th>May</Table.Th>
                      <Table.Th>Valid until</Table.Th>
                      <Table.Th>Last used</Table.Th>
                      <Table.Th w={90}>
                        <VisuallyHidden>Actions</VisuallyHidden>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((token) => (
                      <Table.Tr key={token.id}>
                        <Table.Td>{token.name}</Table.Td>
                        <Table.Td ff="monospace">{token.prefix}…</Table.Td>
                        <Table.Td>
                          {token.scopes.map((scope) => MAY[scope] ?? scope).join(", ")}
                        </Table.Td>
                        <Table.Td>
                          {token.expires_at ? momentOf(token.expires_at) : "it is revoked"}
                        </Table.Td>
                        <Table.Td>
                          {token.last_used_at ? ago(token.last_used_at) : "never"}
                        </Table.Td>
                        <Table.Td>
                          {token.revoked_at ? (
                            "revoked"
                          ) : (
                            <Button
                              size="compact-xs"
                              variant="default"
                              onClick={() => revoke.mutate(token.id)}
                            >
                              Revoke
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
      </Panel>
    </Page>
  );
}

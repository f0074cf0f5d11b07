import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
import { choicesOf, wordsOf } from "@/lib/texts";

import { makeToken, revokeToken, tokensQuery } from "../api/tokens";
import classes from "../components/people.module.css";
import { ShownOnce } from "../components/shown-once";

const LASTS = [
  { value: "30", label: msg`30 days` },
  { value: "90", label: msg`90 days` },
  { value: "365", label: msg`a year` },
  { value: "", label: msg`until revoked` },
];

/** The scopes of the API in words. */
const MAY: Record<string, MessageDescriptor> = {
  "graph:read": msg`read the graph`,
  annotate: msg`annotate`,
  review: msg`review and release`,
  models: msg`train and promote models`,
  admin: msg`administer`,
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
    <Panel title={t`New token`}>
      <form className={classes.form} onSubmit={submit} aria-label={t`New token`}>
        <TextInput
          label={t`What it is for`}
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t`Valid for`}
          data={choicesOf(LASTS)}
          value={days}
          allowDeselect={false}
          onChange={(value) => setDays(value ?? "")}
        />
        <Checkbox.Group label={t`May`} value={scopes} onChange={setScopes}>
          <Group gap="md" mih={34}>
            {own.map((scope) => (
              <Checkbox key={scope} value={scope} label={wordsOf(MAY, scope)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Button type="submit" loading={make.isPending} disabled={scopes.length === 0}>
          <Trans>Make token</Trans>
        </Button>
      </form>
      {make.isError && <Refusal error={make.error} />}
      {make.data && <ShownOnce what={t`Your new token.`} secret={make.data.token} />}
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
      title={t`My tokens`}
      lead={t`For programs that act for you: “Authorization: Bearer TOKEN”. A token can do what you let it, and never more than you.`}
    >
      <NewToken />
      <Panel flush>
        <Bound query={tokens}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={t`No tokens`}>
                <Trans>A search service or a script needs one.</Trans>
              </EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={680}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>
                        <Trans>For</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Begins with</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>May</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Valid until</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Last used</Trans>
                      </Table.Th>
                      <Table.Th w={90}>
                        <VisuallyHidden>
                          <Trans>Actions</Trans>
                        </VisuallyHidden>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((token) => (
                      <Table.Tr key={token.id}>
                        <Table.Td>{token.name}</Table.Td>
                        <Table.Td ff="monospace">{token.prefix}…</Table.Td>
                        <Table.Td>
                          {token.scopes.map((scope) => wordsOf(MAY, scope)).join(", ")}
                        </Table.Td>
                        <Table.Td>
                          {token.expires_at ? momentOf(token.expires_at) : t`it is revoked`}
                        </Table.Td>
                        <Table.Td>
                          {token.last_used_at ? ago(token.last_used_at) : t`never`}
                        </Table.Td>
                        <Table.Td>
                          {token.revoked_at ? (
                            t`revoked`
                          ) : (
                            <Button
                              size="compact-xs"
                              variant="default"
                              onClick={() => revoke.mutate(token.id)}
                            >
                              <Trans>Revoke</Trans>
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

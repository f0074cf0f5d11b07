import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Select, Table, TextInput, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Bound } from "@/components/bound";
import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useCan } from "@/features/session/use-who";
import { momentOf } from "@/lib/format";
import { choicesOf } from "@/lib/texts";

import {
  type Invitation,
  invitationsQuery,
  invite,
  linkOf,
  revokeInvitation,
} from "../api/invitations";
import { roleName, rolesFor } from "../api/people";
import classes from "./people.module.css";
import { ShownOnce } from "./shown-once";

const LASTS = [
  { value: "1", label: msg`a day` },
  { value: "7", label: msg`a week` },
  { value: "30", label: msg`30 days` },
];

function fate(invitation: Invitation): string {
  if (invitation.state === "accepted")
    return t`became ${{ name: invitation.accepted_by ?? t`a person` }}`;
  if (invitation.state === "revoked") return t`taken back`;
  if (invitation.state === "expired") return t`ran out`;
  return t`works until ${{ expiresAt: momentOf(invitation.expires_at) }}`;
}

function Invitations() {
  const client = useQueryClient();
  const invitations = useInfiniteQuery(invitationsQuery);
  const revoke = useMutation({
    mutationFn: revokeInvitation,
    onSettled: () => client.invalidateQueries({ queryKey: ["invitations"] }),
  });
  return (
    <Bound query={invitations} lines={3}>
      {(rows) =>
        rows.length > 0 && (
          <>
            <Table.ScrollContainer minWidth={560}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>For</Trans>
                    </Table.Th>
                    <Table.Th w={140}>
                      <Trans>Role</Trans>
                    </Table.Th>
                    <Table.Th w={130}>
                      <Trans>Invited by</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Link</Trans>
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
                    <Table.Tr key={one.id} {...(one.state === "open" ? {} : { c: "dimmed" })}>
                      <Table.Td>{one.note || t`whoever has the link`}</Table.Td>
                      <Table.Td>{roleName(one.role)}</Table.Td>
                      <Table.Td>{one.made_by}</Table.Td>
                      <Table.Td>{fate(one)}</Table.Td>
                      <Table.Td>
                        {one.state === "open" && (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={t`Take back the invitation for ${{ note: one.note || roleName(one.role) }}`}
                            onClick={() => revoke.mutate(one.id)}
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
            <LoadMore query={invitations} />
          </>
        )
      }
    </Bound>
  );
}

/** Make a link that lets one person in with a role, and see what became of the links made before. */
export function InvitePanel() {
  const client = useQueryClient();
  const administers = useCan("admin");
  const [note, setNote] = useState("");
  const [role, setRole] = useState("annotator");
  const [days, setDays] = useState("7");
  const make = useMutation({
    mutationFn: invite,
    onSuccess: async () => {
      setNote("");
      await client.invalidateQueries({ queryKey: ["invitations"] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate({ role, note, days: Number(days) });
  };
  return (
    <Panel title={t`Invite by link`} flush>
      <div className={classes.padded}>
        <form className={classes.form} onSubmit={submit} aria-label={t`Invite by link`}>
          <TextInput
            label={t`Whom it is for`}
            placeholder={t`Eve, new in Berlin`}
            maxLength={150}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Select
            label={t`Role`}
            data={rolesFor(administers)}
            value={role}
            allowDeselect={false}
            onChange={(value) => setRole(value ?? "annotator")}
          />
          <Select
            label={t`Works for`}
            data={choicesOf(LASTS)}
            value={days}
            allowDeselect={false}
            onChange={(value) => setDays(value ?? "7")}
          />
          <Button type="submit" loading={make.isPending}>
            <Trans>Make link</Trans>
          </Button>
        </form>
        {make.isError && <Refusal error={make.error} />}
        {make.data && (
          <ShownOnce
            what={t`A link for one person, as ${{ role: roleName(make.data.role) }}. Send it to them alone: whoever opens it first is in.`}
            secret={linkOf(make.data.secret)}
          />
        )}
      </div>
      <Invitations />
    </Panel>
  );
}

import { Button, Select, Table, TextInput, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Bound } from "@/components/bound";
import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useCan } from "@/features/session/use-who";
import { momentOf } from "@/lib/format";

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
  { value: "1", label: "a day" },
  { value: "7", label: "a week" },
  { value: "30", label: "30 days" },
];

function fate(invitation: Invitation): string {
  if (invitation.state === "accepted") return `became ${invitation.accepted_by ?? "a person"}`;
  if (invitation.state === "revoked") return "taken back";
  if (invitation.state === "expired") return "ran out";
  return `works until ${momentOf(invitation.expires_at)}`;
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
                    <Table.Th>For</Table.Th>
                    <Table.Th w={140}>Role</Table.Th>
                    <Table.Th w={130}>Invited by</Table.Th>
                    <Table.Th>Link</Table.Th>
                    <Table.Th w={110}>
                      <VisuallyHidden>Actions</VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((one) => (
                    <Table.Tr key={one.id} {...(one.state === "open" ? {} : { c: "dimmed" })}>
                      <Table.Td>{one.note || "whoever has the link"}</Table.Td>
                      <Table.Td>{roleName(one.role)}</Table.Td>
                      <Table.Td>{one.made_by}</Table.Td>
                      <Table.Td>{fate(one)}</Table.Td>
                      <Table.Td>
                        {one.state === "open" && (
                          <Button
                            size="compact-xs"
                            variant="default"
                            aria-label={`Take back the invitation for ${one.note || roleName(one.role)}`}
                            onClick={() => revoke.mutate(one.id)}
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
    <Panel title="Invite by link" flush>
      <div className={classes.padded}>
        <form className={classes.form} onSubmit={submit} aria-label="Invite by link">
          <TextInput
            label="Whom it is for"
            placeholder="Eve, new in Berlin"
            maxLength={150}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Select
            label="Role"
            data={rolesFor(administers)}
            value={role}
            allowDeselect={false}
            onChange={(value) => setRole(value ?? "annotator")}
          />
          <Select
            label="Works for"
            data={LASTS}
            value={days}
            allowDeselect={false}
            onChange={(value) => setDays(value ?? "7")}
          />
          <Button type="submit" loading={make.isPending}>
            Make link
          </Button>
        </form>
        {make.isError && <Refusal error={make.error} />}
        {make.data && (
          <ShownOnce
            what={`A link for one person, as ${roleName(make.data.role)}. Send it to them alone: whoever opens it first is in.`}
            secret={linkOf(make.data.secret)}
          />
        )}
      </div>
      <Invitations />
    </Panel>
  );
}

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table, VisuallyHidden } from "@mantine/core";
import { Link } from "react-router";

import { PairText } from "@/components/pair-text";
import { settledName } from "@/lib/codes";
import { momentOf } from "@/lib/format";
import { wordsOf } from "@/lib/texts";

import type { Decision } from "../api/decisions";

const MERGED: Record<string, MessageDescriptor> = {
  pending: msg`waits to be merged`,
  merged: msg`in the graph`,
  conflict: msg`in conflict`,
  outranked: msg`outranked`,
  void: msg`superseded`,
};

interface Props {
  decisions: Decision[];
  onRevert?: ((decision: Decision) => void) | undefined;
}

function settler(decision: Decision): string {
  const who = decision.person?.username ?? (decision.model_version || decision.source);
  const how = settledName(decision.settled_by);
  return who ? `${how} · ${who}` : how;
}

/** Rows of the ledger, newest first. */
export function DecisionTable({ decisions, onRevert }: Props) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={70}>
              <Trans>No.</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Decision</Trans>
            </Table.Th>
            <Table.Th w={165}>
              <Trans>Settled by</Trans>
            </Table.Th>
            <Table.Th w={125}>
              <Trans>State</Trans>
            </Table.Th>
            <Table.Th w={132}>
              <Trans>When</Trans>
            </Table.Th>
            {onRevert && (
              <Table.Th w={120}>
                <VisuallyHidden>
                  <Trans>Actions</Trans>
                </VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {decisions.map((decision) => (
            <Table.Tr key={decision.seq}>
              <Table.Td c="dimmed">{decision.seq}</Table.Td>
              <Table.Td>
                <Link to={`/pairs/${decision.pair}`} style={{ textDecoration: "none" }}>
                  <PairText
                    a={decision.title_a.text}
                    relation={decision.relation ?? ""}
                    b={decision.title_b.text}
                  />
                </Link>
                {decision.reason && <small style={{ display: "block" }}>{decision.reason}</small>}
              </Table.Td>
              <Table.Td>{settler(decision)}</Table.Td>
              <Table.Td>{wordsOf(MERGED, decision.merge_state)}</Table.Td>
              <Table.Td>{momentOf(decision.created_at)}</Table.Td>
              {onRevert && (
                <Table.Td>
                  {decision.standing && (
                    <Button size="compact-xs" variant="default" onClick={() => onRevert(decision)}>
                      <Trans>Take back</Trans>
                    </Button>
                  )}
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

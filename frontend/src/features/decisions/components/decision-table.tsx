import { Button, Table, VisuallyHidden } from "@mantine/core";
import { Link } from "react-router";

import { PairText } from "@/components/pair-text";
import { momentOf } from "@/lib/format";

import type { Decision } from "../api/decisions";

const SETTLED_BY: Record<string, string> = {
  import: "import",
  rule: "rule",
  automatic: "model, automatic",
  consensus: "consensus",
  review: "review",
  adjudication: "adjudication",
};

const MERGED: Record<string, string> = {
  pending: "waits to be merged",
  merged: "in the graph",
  conflict: "in conflict",
  outranked: "outranked",
  void: "superseded",
};

interface Props {
  decisions: Decision[];
  onRevert?: ((decision: Decision) => void) | undefined;
}

function settler(decision: Decision): string {
  const who = decision.person?.username ?? (decision.model_version || decision.source);
  const how = SETTLED_BY[decision.settled_by] ?? decision.settled_by;
  return who ? `${how} · ${who}` : how;
}

/** Rows of the ledger, newest first. */
export function DecisionTable({ decisions, onRevert }: Props) {
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={70}>No.</Table.Th>
            <Table.Th>Decision</Table.Th>
            <Table.Th w={165}>Settled by</Table.Th>
            <Table.Th w={125}>State</Table.Th>
            <Table.Th w={118}>When</Table.Th>
            {onRevert && (
              <Table.Th w={104}>
                <VisuallyHidden>Actions</VisuallyHidden>
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
              <Table.Td>{MERGED[decision.merge_state] ?? decision.merge_state}</Table.Td>
              <Table.Td>{momentOf(decision.created_at)}</Table.Td>
              {onRevert && (
                <Table.Td>
                  {decision.standing && (
                    <Button size="compact-xs" variant="default" onClick={() => onRevert(decision)}>
                      Take back
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

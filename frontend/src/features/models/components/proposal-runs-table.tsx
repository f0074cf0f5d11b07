import { Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Panel } from "@/components/panel";
import { ago, count } from "@/lib/format";

import { proposalRunsQuery } from "../api/proposal-runs";

/** What models were asked to propose, and what came of it. */
export function ProposalRunsTable() {
  const runs = useInfiniteQuery(proposalRunsQuery);
  return (
    <Panel title="Proposal runs" flush>
      <Bound query={runs}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="Nothing proposed yet">
              Promote a version to champion: it proposes by itself. Or open a version and let it
              propose.
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={520}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>Run</Table.Th>
                    <Table.Th>Model</Table.Th>
                    <Table.Th>State</Table.Th>
                    <Table.Th ta="right">Pairs scored</Table.Th>
                    <Table.Th ta="right">Proposed</Table.Th>
                    <Table.Th>Queued</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((run) => (
                    <Table.Tr key={run.id}>
                      <Table.Td>{run.id}</Table.Td>
                      <Table.Td>
                        <Link to={`/models/versions/${run.model_version}`}>
                          {run.model_version}
                        </Link>
                      </Table.Td>
                      <Table.Td>
                        {run.state}
                        {run.state === "running" &&
                          ` ${run.progress.stage ?? ""} ${Math.floor(run.progress.percent ?? 0)} %`}
                        {run.waiting_reason && (
                          <small style={{ display: "block", color: "var(--tl-dim)" }}>
                            {run.waiting_reason}
                          </small>
                        )}
                        {run.error && (
                          <small style={{ display: "block", color: "var(--tl-bad)" }}>
                            {run.error}
                          </small>
                        )}
                      </Table.Td>
                      <Table.Td ta="right">{count(run.counts.scored ?? 0)}</Table.Td>
                      <Table.Td ta="right">{count(run.counts.stored ?? 0)}</Table.Td>
                      <Table.Td c="dimmed">{ago(run.queued_at)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Bound>
    </Panel>
  );
}

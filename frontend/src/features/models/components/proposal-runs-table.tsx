import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Panel } from "@/components/panel";
import { stateName } from "@/lib/codes";
import { ago, count, decimals, percent } from "@/lib/format";

import { type ProposalRun, proposalRunsQuery } from "../api/proposal-runs";

/** Whether what stands around the titles was heard, and what it brought on pairs that taught nothing. */
function Surroundings({ run }: { run: ProposalRun }) {
  if (run.state !== "succeeded") return null;
  const { log_loss_before: before, log_loss_after: after } = run.surroundings;
  if (before === undefined || after === undefined) return <Trans>not heard</Trans>;
  const [alone, among] = [decimals(before, 2), decimals(after, 2)];
  return (
    <Trans>
      loss {alone} → {among}
    </Trans>
  );
}

/** How the opinions were moved to how often each relation is found, and how many answers tell that. */
function Moved({ run }: { run: ProposalRun }) {
  if (run.state !== "succeeded") return null;
  const { answers, before, after } = run.shares;
  if (answers === undefined) return <Trans>not heard</Trans>;
  const [was, is] = [percent(before?.synonym ?? 0), percent(after?.synonym ?? 0)];
  return (
    <>
      {answers === 0 ? <Trans>usual shares</Trans> : t`${{ answers: count(answers) }} answers`}
      <small style={{ display: "block", color: "var(--tl-dim)" }}>
        <Trans>
          synonyms {was} → {is}
        </Trans>
      </small>
    </>
  );
}

/** What models were asked to propose, and what came of it. */
export function ProposalRunsTable() {
  const runs = useInfiniteQuery(proposalRunsQuery);
  return (
    <Panel title={t`Proposal runs`} flush>
      <Bound query={runs}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`Nothing proposed yet`}>
              <Trans>
                Promote a version to champion: it proposes by itself. Or open a version and let it
                propose.
              </Trans>
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={620}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>Run</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Model</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>State</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Pairs scored</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Proposed</Trans>
                    </Table.Th>
                    <Table.Th
                      title={t`How far the model's opinion of held-out pairs is from the truth (log loss): by the two titles alone, and with what stands around them`}
                    >
                      <Trans>Surroundings</Trans>
                    </Table.Th>
                    <Table.Th
                      title={t`The model's opinions are moved to how often each relation is found among the pairs of the queue that were drawn at random; from 50 answers on`}
                    >
                      <Trans>Random slice</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Queued</Trans>
                    </Table.Th>
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
                        {stateName(run.state)}
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
                      <Table.Td c="dimmed">
                        <Surroundings run={run} />
                      </Table.Td>
                      <Table.Td c="dimmed">
                        <Moved run={run} />
                      </Table.Td>
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

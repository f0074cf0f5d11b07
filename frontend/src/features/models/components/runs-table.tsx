import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { ago, decimals } from "@/lib/format";

import { isActive, runsQuery } from "../api/runs";
import classes from "./models.module.css";
import { RunState } from "./run-state";

/** All training runs, newest first; live while one is at work. */
export function RunsTable() {
  const runs = useInfiniteQuery({
    ...runsQuery,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.results.some(isActive)) ? 2_000 : 15_000,
  });
  return (
    <>
      <Bound query={runs}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No training yet`}>
              <Trans>Start one at the right; a quick one takes a minute.</Trans>
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>Run</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>State</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Data</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Recipe</Trans>
                    </Table.Th>
                    <Table.Th ta="right" className={classes.whole}>
                      <Trans>Macro-F1</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Model</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Queued</Trans>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((run) => (
                    <Table.Tr key={run.id}>
                      <Table.Td className={classes.whole}>
                        <Link to={`/models/runs/${run.id}`}>
                          <Trans>run {{ id: run.id }}</Trans>
                        </Link>
                      </Table.Td>
                      <Table.Td>
                        <RunState run={run} />
                        {run.state === "running" && ` ${Math.floor(run.progress.percent ?? 0)} %`}
                      </Table.Td>
                      <Table.Td>{run.dataset.name}</Table.Td>
                      <Table.Td>{run.preset || t`own`}</Table.Td>
                      <Table.Td ta="right">{decimals(run.metrics.macro_f1)}</Table.Td>
                      <Table.Td>
                        {run.model_version && (
                          <Link to={`/models/versions/${run.model_version}`}>
                            {run.model_version}
                          </Link>
                        )}
                      </Table.Td>
                      <Table.Td c="dimmed" className={classes.whole}>
                        {ago(run.queued_at)}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Bound>
      <LoadMore query={runs} />
    </>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { count, decimals, momentOf } from "@/lib/format";

import { hasMetrics, versionsQuery } from "../api/versions";

/** Model versions with their figures next to the lexical baseline's. */
export function VersionsTable() {
  const versions = useInfiniteQuery(versionsQuery);
  return (
    <>
      <Bound query={versions}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No model yet`}>
              <Trans>A training that succeeds makes the first version.</Trans>
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={680}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>Version</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Data</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Test pairs</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Macro-F1</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Baseline</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>ECE</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Made</Trans>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((one) => {
                    const metrics = hasMetrics(one.metrics) ? one.metrics : null;
                    return (
                      <Table.Tr key={one.version}>
                        <Table.Td>
                          <Link to={`/models/versions/${one.version}`}>{one.version}</Link>{" "}
                          {one.aliases.map((alias) => (
                            <Badge key={alias} ml={4} size="sm">
                              {alias}
                            </Badge>
                          ))}
                        </Table.Td>
                        <Table.Td>{one.dataset.name}</Table.Td>
                        <Table.Td ta="right">{metrics ? count(metrics.pairs) : "–"}</Table.Td>
                        <Table.Td ta="right" fw={600}>
                          {decimals(metrics?.macro_f1)}
                        </Table.Td>
                        <Table.Td ta="right">{decimals(metrics?.baseline?.macro_f1)}</Table.Td>
                        <Table.Td ta="right">{decimals(metrics?.ece)}</Table.Td>
                        <Table.Td c="dimmed">{momentOf(one.created_at)}</Table.Td>
                      </Table.Tr>
                    );
                  })}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Bound>
      <LoadMore query={versions} />
    </>
  );
}

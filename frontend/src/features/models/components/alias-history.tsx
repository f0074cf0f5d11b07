import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { momentOf } from "@/lib/format";

import { aliasesQuery } from "../api/versions";

/** Which version was champion when, who made it so, and what the gate said. */
export function AliasHistory() {
  const moves = useInfiniteQuery(aliasesQuery);
  return (
    <Panel title={t`What served when`} flush>
      <Bound query={moves}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No version has served yet`}>
              <Trans>Open a version and promote it; every move is kept here.</Trans>
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>When</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Alias</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Version</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>By</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>The gate</Trans>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((move) => (
                    <Table.Tr key={move.id}>
                      <Table.Td>{momentOf(move.at)}</Table.Td>
                      <Table.Td>{move.alias}</Table.Td>
                      <Table.Td>
                        <Link to={`/models/versions/${move.version}`}>{move.version}</Link>
                        {move.from_version && (
                          <> {t`after ${{ fromVersion: move.from_version }}`}</>
                        )}
                        {move.kind === "rollback" && <> {t`(rolled back)`}</>}
                      </Table.Td>
                      <Table.Td>{move.by ?? t`a command`}</Table.Td>
                      <Table.Td>
                        {move.override
                          ? t`overridden: ${{ reason: move.reason }}`
                          : (move.verdict.sentence ?? move.reason)}
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Bound>
      <LoadMore query={moves} />
    </Panel>
  );
}

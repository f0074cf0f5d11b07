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
    <Panel title="What served when" flush>
      <Bound query={moves}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No version has served yet">
              Open a version and promote it; every move is kept here.
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>When</Table.Th>
                    <Table.Th>Alias</Table.Th>
                    <Table.Th>Version</Table.Th>
                    <Table.Th>By</Table.Th>
                    <Table.Th>The gate</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((move) => (
                    <Table.Tr key={move.id}>
                      <Table.Td>{momentOf(move.at)}</Table.Td>
                      <Table.Td>{move.alias}</Table.Td>
                      <Table.Td>
                        <Link to={`/models/versions/${move.version}`}>{move.version}</Link>
                        {move.from_version && ` after ${move.from_version}`}
                        {move.kind === "rollback" && " (rolled back)"}
                      </Table.Td>
                      <Table.Td>{move.by ?? "a command"}</Table.Td>
                      <Table.Td>
                        {move.override
                          ? `overridden: ${move.reason}`
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

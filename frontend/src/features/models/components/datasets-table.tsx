import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { count, momentOf } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { datasetsQuery, freezeDataset } from "../api/datasets";

/** Frozen data sets, and freezing the next one. */
export function DatasetsTable() {
  const client = useQueryClient();
  const canFreeze = useCan("models");
  const datasets = useInfiniteQuery(datasetsQuery);
  const freeze = useMutation({
    mutationFn: freezeDataset,
    onSuccess: async (dataset) => {
      notifications.show({
        message: t`${{ name: dataset.name }}: ${{ train: count(dataset.train) }} pairs to train on, ${{ test: count(dataset.test) }} to test.`,
      });
      await client.invalidateQueries({ queryKey: ["datasets"] });
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  return (
    <Panel
      title={t`Data sets`}
      flush
      aside={
        canFreeze && (
          <Button
            size="compact-sm"
            variant="default"
            loading={freeze.isPending}
            onClick={() => freeze.mutate()}
          >
            <Trans>Freeze the decisions now</Trans>
          </Button>
        )
      }
    >
      <Bound query={datasets}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No data set yet`}>
              <Trans>
                A data set is a frozen copy of the decisions, split so that no title and no concept
                stands on two sides.
              </Trans>
            </EmptyState>
          ) : (
            <Table.ScrollContainer minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>Name</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Train</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Validation</Trans>
                    </Table.Th>
                    <Table.Th ta="right">
                      <Trans>Test</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Up to decision</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Content</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Frozen</Trans>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((one) => (
                    <Table.Tr key={one.id}>
                      <Table.Td>{one.name}</Table.Td>
                      <Table.Td ta="right">{count(one.train)}</Table.Td>
                      <Table.Td ta="right">{count(one.validation)}</Table.Td>
                      <Table.Td ta="right">{count(one.test)}</Table.Td>
                      <Table.Td>{one.ledger_seq ?? one.source}</Table.Td>
                      <Table.Td ff="monospace" c="dimmed">
                        {one.content_hash.slice(0, 10)}
                      </Table.Td>
                      <Table.Td c="dimmed">{momentOf(one.created_at)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
          )
        }
      </Bound>
      <LoadMore query={datasets} />
    </Panel>
  );
}

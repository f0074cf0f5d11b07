import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { PairText } from "@/components/pair-text";
import { Panel } from "@/components/panel";

import { goldQuery, retireGold } from "../api/team";

/** Pairs whose answer is known: everybody is asked them, unmarked. */
export function GoldPanel() {
  const client = useQueryClient();
  const gold = useInfiniteQuery(goldQuery);
  const retire = useMutation({
    mutationFn: retireGold,
    onSettled: () => client.invalidateQueries({ queryKey: ["gold"] }),
  });
  return (
    <Panel title={t`Gold pairs`} flush>
      <Bound query={gold} lines={2}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No gold pairs yet`}>
              <Trans>
                Open a pair whose answer you are sure of and press “Make it gold”. It is asked of
                everybody, unmarked among the others; here you see who is right on them.
              </Trans>
            </EmptyState>
          ) : (
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>
                    <Trans>Pair</Trans>
                  </Table.Th>
                  <Table.Th w={110}>
                    <Trans>By</Trans>
                  </Table.Th>
                  <Table.Th w={90}>
                    <VisuallyHidden>
                      <Trans>Actions</Trans>
                    </VisuallyHidden>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((item) => (
                  <Table.Tr key={item.id}>
                    <Table.Td>
                      <Link to={`/pairs/${item.pair.id}`}>
                        <PairText
                          a={item.pair.title_a.text}
                          relation={item.relation}
                          b={item.pair.title_b.text}
                        />
                      </Link>
                    </Table.Td>
                    <Table.Td>{item.made_by}</Table.Td>
                    <Table.Td>
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => retire.mutate(item.id)}
                      >
                        <Trans>Retire</Trans>
                      </Button>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )
        }
      </Bound>
      <LoadMore query={gold} />
    </Panel>
  );
}

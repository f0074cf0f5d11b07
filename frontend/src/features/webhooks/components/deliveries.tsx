import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { StateMark, type Tone } from "@/components/state-mark";
import { ago, momentOf } from "@/lib/format";
import { say } from "@/lib/texts";

import { deliveriesQuery, type Delivery, sendAgain } from "../api/webhooks";

const STATES: Record<Delivery["state"], { word: MessageDescriptor; tone: Tone }> = {
  waiting: { word: msg`waits`, tone: "warn" },
  sent: { word: msg`arrived`, tone: "good" },
  given_up: { word: msg`given up`, tone: "bad" },
};

/** The last attempt in words: what came back, or why nothing did. */
function outcomeOf(delivery: Delivery): string {
  const last = delivery.tries.at(-1);
  if (!last) return t`not tried yet`;
  const answer = last.status === null ? last.error : t`answered ${{ status: last.status }}`;
  return t`${answer}, after ${{ milliseconds: last.milliseconds }} ms`;
}

/** What was sent to one address, the newest first. */
export function Deliveries({ webhook }: { webhook: number }) {
  const client = useQueryClient();
  const deliveries = useInfiniteQuery(deliveriesQuery(webhook));
  const again = useMutation({
    mutationFn: sendAgain,
    onSettled: () => client.invalidateQueries({ queryKey: ["deliveries", webhook] }),
  });
  return (
    <Bound query={deliveries}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title={t`Nothing was sent yet`}>
            <Trans>“Send a ping” shows whether the address can be reached.</Trans>
          </EmptyState>
        ) : (
          <>
            <Table.ScrollContainer minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>What</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>When</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>State</Trans>
                    </Table.Th>
                    <Table.Th>
                      <Trans>Last attempt</Trans>
                    </Table.Th>
                    <Table.Th w={110}>
                      <VisuallyHidden>
                        <Trans>Actions</Trans>
                      </VisuallyHidden>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((row) => (
                    <Table.Tr key={row.id}>
                      <Table.Td>{row.type}</Table.Td>
                      <Table.Td>{ago(row.created_at)}</Table.Td>
                      <Table.Td>
                        <StateMark tone={STATES[row.state].tone}>
                          {say(STATES[row.state].word)}
                          {row.attempts > 1 && (
                            <>
                              ,{" "}
                              {plural(
                                { attempts: row.attempts },
                                { one: "# attempt", other: "# attempts" },
                              )}
                            </>
                          )}
                          {row.next_at && row.attempts > 0 && (
                            <>, {t`next ${{ nextAt: momentOf(row.next_at) }}`}</>
                          )}
                        </StateMark>
                      </Table.Td>
                      <Table.Td>{outcomeOf(row)}</Table.Td>
                      <Table.Td>
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={t`Send ${{ type: row.type }} of ${{ createdAt: momentOf(row.created_at) }} again`}
                          onClick={() => again.mutate({ webhook, id: row.id })}
                        >
                          <Trans>Send again</Trans>
                        </Button>
                      </Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            </Table.ScrollContainer>
            <LoadMore query={deliveries} />
          </>
        )
      }
    </Bound>
  );
}

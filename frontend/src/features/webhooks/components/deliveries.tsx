import { Button, Table, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { StateMark, type Tone } from "@/components/state-mark";
import { ago, momentOf } from "@/lib/format";

import { deliveriesQuery, type Delivery, sendAgain } from "../api/webhooks";

const STATES: Record<Delivery["state"], { word: string; tone: Tone }> = {
  waiting: { word: "waits", tone: "warn" },
  sent: { word: "arrived", tone: "good" },
  given_up: { word: "given up", tone: "bad" },
};

/** The last attempt in words: what came back, or why nothing did. */
function outcomeOf(delivery: Delivery): string {
  const last = delivery.tries.at(-1);
  if (!last) return "not tried yet";
  const answer = last.status === null ? last.error : `answered ${last.status}`;
  return `${answer}, after ${last.milliseconds} ms`;
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
          <EmptyState title="Nothing was sent yet">
            “Send a ping” shows whether the address can be reached.
          </EmptyState>
        ) : (
          <>
            <Table.ScrollContainer minWidth={640}>
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>What</Table.Th>
                    <Table.Th>When</Table.Th>
                    <Table.Th>State</Table.Th>
                    <Table.Th>Last attempt</Table.Th>
                    <Table.Th w={110}>
                      <VisuallyHidden>Actions</VisuallyHidden>
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
                          {STATES[row.state].word}
                          {row.attempts > 1 && `, ${row.attempts} attempts`}
                          {row.next_at && row.attempts > 0 && `, next ${momentOf(row.next_at)}`}
                        </StateMark>
                      </Table.Td>
                      <Table.Td>{outcomeOf(row)}</Table.Td>
                      <Table.Td>
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={`Send ${row.type} of ${momentOf(row.created_at)} again`}
                          onClick={() => again.mutate({ webhook, id: row.id })}
                        >
                          Send again
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

import { Button, Table, VisuallyHidden } from "@mantine/core";

import { EmptyState } from "@/components/empty-state";
import { counted, until } from "@/lib/format";

import type { Lease } from "../api/queue";
import classes from "./queue.module.css";

interface Props {
  leases: Lease[];
  /** Whose are being freed now. */
  busy: number | null | undefined;
  onFree: (person: number) => void;
}

function Pairs({ lease }: { lease: Lease }) {
  const rest = lease.tasks - lease.pairs.length;
  return (
    <ul className={classes.pairs}>
      {lease.pairs.map((pair) => (
        <li key={pair.task_id}>
          {pair.title_a} <i>and</i> {pair.title_b}
        </li>
      ))}
      {rest > 0 && <li className={classes.more}>and {counted(rest, "further pair")}</li>}
    </ul>
  );
}

/** Who holds what, and when it comes free by itself. */
export function LeasesTable({ leases, busy, onFree }: Props) {
  if (leases.length === 0) {
    return (
      <EmptyState title="Every desk is empty">
        Whoever opens Annotate gets a few pairs for a while; they stand here as long as nobody else
        can have them.
      </EmptyState>
    );
  }
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={150}>Person</Table.Th>
            <Table.Th>Pairs</Table.Th>
            <Table.Th w={150}>All free again</Table.Th>
            <Table.Th w={110}>
              <VisuallyHidden>Actions</VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {leases.map((lease) => (
            <Table.Tr key={lease.person}>
              <Table.Td style={{ verticalAlign: "top" }}>
                <b>{lease.name}</b>
                <br />
                <span className={classes.more}>{counted(lease.tasks, "pair")}</span>
              </Table.Td>
              <Table.Td>
                <Pairs lease={lease} />
              </Table.Td>
              <Table.Td style={{ verticalAlign: "top" }}>{until(lease.last_until)}</Table.Td>
              <Table.Td style={{ verticalAlign: "top" }}>
                <Button
                  size="compact-xs"
                  variant="default"
                  loading={busy === lease.person}
                  aria-label={`Free what ${lease.name} holds`}
                  onClick={() => onFree(lease.person)}
                >
                  Free them
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

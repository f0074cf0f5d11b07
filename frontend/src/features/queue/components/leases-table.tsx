import { plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Table, VisuallyHidden } from "@mantine/core";

import { EmptyState } from "@/components/empty-state";
import { until } from "@/lib/format";

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
          {pair.title_a}{" "}
          <i>
            <Trans>and</Trans>
          </i>{" "}
          {pair.title_b}
        </li>
      ))}
      {rest > 0 && (
        <li className={classes.more}>
          <Trans>
            and <Plural value={rest} one="# further pair" other="# further pairs" />
          </Trans>
        </li>
      )}
    </ul>
  );
}

/** Who holds what, and when it comes free by itself. */
export function LeasesTable({ leases, busy, onFree }: Props) {
  if (leases.length === 0) {
    return (
      <EmptyState title={t`Every desk is empty`}>
        <Trans>
          Whoever opens Annotate gets a few pairs for a while; they stand here as long as nobody
          else can have them.
        </Trans>
      </EmptyState>
    );
  }
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={150}>
              <Trans>Person</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Pairs</Trans>
            </Table.Th>
            <Table.Th w={150}>
              <Trans>All free again</Trans>
            </Table.Th>
            <Table.Th w={110}>
              <VisuallyHidden>
                <Trans>Actions</Trans>
              </VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {leases.map((lease) => (
            <Table.Tr key={lease.person}>
              <Table.Td style={{ verticalAlign: "top" }}>
                <b>{lease.name}</b>
                <br />
                <span className={classes.more}>
                  {plural({ tasks: lease.tasks }, { one: "# pair", other: "# pairs" })}
                </span>
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
                  aria-label={t`Free what ${{ name: lease.name }} holds`}
                  onClick={() => onFree(lease.person)}
                >
                  <Trans>Free them</Trans>
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

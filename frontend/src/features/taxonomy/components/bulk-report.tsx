import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Chip, Group, Table } from "@mantine/core";
import { useState } from "react";

import { StateMark, type Tone } from "@/components/state-mark";
import { count } from "@/lib/format";
import { say } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";

import type { BulkReport, BulkRow, Verdict } from "../api/bulk";
import classes from "./taxonomy.module.css";

const VERDICTS: readonly (readonly [Verdict, MessageDescriptor, Tone])[] = [
  ["add", msg`added`, "good"],
  ["move", msg`moved`, "good"],
  ["change", msg`changed`, "good"],
  ["take_back", msg`taken back`, "warn"],
  ["same", msg`same`, "calm"],
  ["refused", msg`refused`, "bad"],
  ["conflict", msg`waits as a conflict`, "bad"],
];
const BY_VERDICT = new Map(VERDICTS.map(([verdict, name, tone]) => [verdict, { name, tone }]));
const AT_ONCE = 300;

/** What each row does, or would do. */
export function BulkReportView({ report }: { report: BulkReport }) {
  const [only, setOnly] = useState<string[]>([]);
  const [most, setMost] = useState(AT_ONCE);
  const there = VERDICTS.filter(([verdict]) => report.counts[verdict] > 0);
  const rows = report.rows.filter((row) => only.length === 0 || only.includes(row.verdict));
  return (
    <>
      <div className={classes.bulkHead}>
        <Chip.Group multiple value={only} onChange={setOnly}>
          <Group gap={6}>
            {there.map(([verdict, name]) => (
              <Chip key={verdict} size="xs" value={verdict}>
                {count(report.counts[verdict])} {say(name)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {report.new_titles.length > 0 && (
          <p className={classes.quiet}>
            {plural(
              { newTitles: report.new_titles.length },
              { one: "# new title", other: "# new titles" },
            )}
            : {report.new_titles.slice(0, 12).join(", ")}
            {report.new_titles.length > 12 && " …"}
          </p>
        )}
      </div>
      <Table.ScrollContainer minWidth={620}>
        <Table aria-label={t`Report`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Row</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>What happens</Trans>
              </Table.Th>
              <Table.Th miw={130}>
                <Trans>Title</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Relation</Trans>
              </Table.Th>
              <Table.Th miw={130}>
                <Trans>Title</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.slice(0, most).map((row, index) => (
              <Line key={`${row.row}-${index}`} row={row} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {rows.length > most && (
        <Group justify="center" p="sm">
          <Button size="xs" variant="default" onClick={() => setMost(most + AT_ONCE)}>
            <Trans>Show more of {{ rows: count(rows.length) }}</Trans>
          </Button>
        </Group>
      )}
    </>
  );
}

function Line({ row }: { row: BulkRow }) {
  const told = BY_VERDICT.get(row.verdict);
  return (
    <Table.Tr data-verdict={row.verdict}>
      <Table.Td c="dimmed">{row.row || "–"}</Table.Td>
      <Table.Td>
        <StateMark tone={told?.tone ?? "calm"}>{told ? say(told.name) : row.verdict}</StateMark>
        {row.sentence && <small className={classes.rowWhy}>{row.sentence}</small>}
      </Table.Td>
      <Table.Td>{row.title_a}</Table.Td>
      <Table.Td>
        <RelationBadge relation={row.relation} />
      </Table.Td>
      <Table.Td>{row.title_b}</Table.Td>
    </Table.Tr>
  );
}

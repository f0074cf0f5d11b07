import { Button, Chip, Group, Table } from "@mantine/core";
import { useState } from "react";

import { StateMark, type Tone } from "@/components/state-mark";
import { count, counted } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import type { BulkReport, BulkRow, Verdict } from "../api/bulk";
import classes from "./taxonomy.module.css";

const VERDICTS: readonly (readonly [Verdict, string, Tone])[] = [
  ["add", "added", "good"],
  ["move", "moved", "good"],
  ["change", "changed", "good"],
  ["take_back", "taken back", "warn"],
  ["same", "same", "calm"],
  ["refused", "refused", "bad"],
  ["conflict", "waits as a conflict", "bad"],
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
                {count(report.counts[verdict])} {name}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        {report.new_titles.length > 0 && (
          <p className={classes.quiet}>
            {counted(report.new_titles.length, "new title")}:{" "}
            {report.new_titles.slice(0, 12).join(", ")}
            {report.new_titles.length > 12 && " …"}
          </p>
        )}
      </div>
      <Table.ScrollContainer minWidth={620}>
        <Table aria-label="Report">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Row</Table.Th>
              <Table.Th>What happens</Table.Th>
              <Table.Th miw={130}>Title</Table.Th>
              <Table.Th>Relation</Table.Th>
              <Table.Th miw={130}>Title</Table.Th>
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
            Show more of {count(rows.length)}
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
        <StateMark tone={told?.tone ?? "calm"}>{told?.name ?? row.verdict}</StateMark>
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

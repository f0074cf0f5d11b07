import { Table } from "@mantine/core";

import { Panel } from "@/components/panel";
import { count, percent } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { isRelation } from "@/relations/relations";

import type { Home } from "../api/home";
import classes from "./home.module.css";

type Quality = NonNullable<Home["quality"]>;
type Row = Quality["together"];

function figure(row: Row, enough: number): string {
  if (row.precision === null || row.low === null || row.high === null)
    return row.edges === 0 ? "none in the release" : `too few judged (${count(enough)} needed)`;
  return `${percent(row.precision)} (${percent(row.low)} to ${percent(row.high)})`;
}

/** How right the published graph is, by a standing random sample of edges that people judge anew. */
export function QualityPanel({ quality }: { quality: Quality }) {
  const { together, relations, enough, release } = quality;
  return (
    <Panel title={`How right release ${release} is`} flush>
      <p className={classes.said}>
        {together.precision === null
          ? `A random sample of its edges is asked in the queue; ${count(together.judged)} of ${count(together.sampled)} are judged so far.`
          : `${percent(together.precision)} of its edges are right, as people say again who do not see them (95 % sure: ${percent(together.low ?? 0)} to ${percent(together.high ?? 1)}).`}
      </p>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Relation</Table.Th>
            <Table.Th ta="right">Edges</Table.Th>
            <Table.Th ta="right">Judged of the sample</Table.Th>
            <Table.Th ta="right">Right, with 95 % interval</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(relations).map(([name, row]) => (
            <Table.Tr key={name}>
              <Table.Td>{isRelation(name) ? <RelationBadge relation={name} /> : name}</Table.Td>
              <Table.Td ta="right">{count(row.edges)}</Table.Td>
              <Table.Td ta="right">
                {count(row.judged)} of {count(row.sampled)}
              </Table.Td>
              <Table.Td ta="right">{figure(row, enough)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
    return row.edges === 0
      ? t`none in the release`
      : t`too few judged (${{ enough: count(enough) }} needed)`;
  return t`${{ value: percent(row.precision) }} (${{ low: percent(row.low) }} to ${{ high: percent(row.high) }})`;
}

/** How right the published graph is, by a standing random sample of edges that people judge anew. */
export default function QualityPanel({ quality }: { quality: Quality }) {
  const { together, relations, enough, release } = quality;
  return (
    <Panel title={t`How right release ${release} is`} flush>
      <p className={classes.said}>
        {together.precision === null
          ? t`A random sample of its edges is asked in the queue; ${{ judged: count(together.judged) }} of ${{ sampled: count(together.sampled) }} are judged so far.`
          : t`${{ precision: percent(together.precision) }} of its edges are right, as people say again who do not see them (95 % sure: ${{ low: percent(together.low ?? 0) }} to ${{ high: percent(together.high ?? 1) }}).`}
      </p>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Relation</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Edges</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Judged of the sample</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Right, with 95 % interval</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Object.entries(relations).map(([name, row]) => (
            <Table.Tr key={name}>
              <Table.Td>{isRelation(name) ? <RelationBadge relation={name} /> : name}</Table.Td>
              <Table.Td ta="right">{count(row.edges)}</Table.Td>
              <Table.Td ta="right">
                <Trans>
                  {{ judged: count(row.judged) }} of {{ sampled: count(row.sampled) }}
                </Trans>
              </Table.Td>
              <Table.Td ta="right">{figure(row, enough)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

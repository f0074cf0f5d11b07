import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";

import { count, decimals } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { colourOf, RELATIONS } from "@/relations/relations";

import type { Report } from "../api/versions";
import classes from "./models.module.css";

/** F1 per relation with its interval, and a mark where the lexical baseline stands. */
export function RelationFigures({
  report,
  baseline,
}: {
  report: Report;
  baseline: Partial<Report>;
}) {
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={130}>
              <Trans>Relation</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>F1, its interval, and the baseline’s mark</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>F1</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Precision</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Recall</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Pairs</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {RELATIONS.map((relation) => {
            const own = report.relations[relation];
            if (!own) return null;
            const base = baseline.relations?.[relation]?.f1.value;
            return (
              <Table.Tr key={relation}>
                <Table.Td>
                  <RelationBadge relation={relation} />
                </Table.Td>
                <Table.Td>
                  <div
                    className={classes.bar}
                    style={{ "--rel": colourOf(relation) } as React.CSSProperties}
                    aria-hidden="true"
                  >
                    <span className={classes.barTrack} />
                    <span className={classes.barFill} style={{ width: `${own.f1.value * 100}%` }} />
                    <span
                      className={classes.barRange}
                      style={{ left: `${own.f1.low * 100}%`, right: `${(1 - own.f1.high) * 100}%` }}
                    />
                    {base !== undefined && (
                      <span className={classes.barBase} style={{ left: `${base * 100}%` }} />
                    )}
                  </div>
                </Table.Td>
                <Table.Td ta="right" fw={600}>
                  {decimals(own.f1.value, 2)}
                </Table.Td>
                <Table.Td ta="right">{decimals(own.precision.value, 2)}</Table.Td>
                <Table.Td ta="right">{decimals(own.recall.value, 2)}</Table.Td>
                <Table.Td ta="right">{count(own.support)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

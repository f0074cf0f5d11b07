import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";

import { Bound } from "@/components/bound";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { count, decimals, percent } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import { agreementQuery, type Figure } from "../api/adjudications";
import classes from "./adjudicate.module.css";

function said(figure: Figure): string {
  if (figure.value === undefined || figure.value === null) {
    return t`undefined ${{ undefined: figure.undefined ?? "" }}`;
  }
  const value = decimals(figure.value, 2);
  return figure.low === undefined
    ? value
    : t`${value} (${{ low: decimals(figure.low, 2) }} to ${{ high: decimals(figure.high, 2) }})`;
}

interface Row {
  key: string;
  name: ReactNode;
  value: string;
  n: number;
}

function Figures({ heading, rows }: { heading: string; rows: Row[] }) {
  if (rows.length === 0) return null;
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{heading}</Table.Th>
          <Table.Th ta="right">
            <Trans>Value</Trans>
          </Table.Th>
          <Table.Th ta="right">
            <Trans>Pairs</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={row.key}>
            <Table.Td>{row.name}</Table.Td>
            <Table.Td ta="right">{row.value}</Table.Td>
            <Table.Td ta="right">{count(row.n)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** How far people agree where more than one of them judged, blind to each other. */
export function AgreementPanel() {
  const agreement = useQuery(agreementQuery);
  return (
    <Panel title={t`Agreement`}>
      <Bound query={agreement} lines={3}>
        {(data) => (
          <>
            <Facts
              of={[
                [t`Krippendorff’s alpha`, said(data.alpha)],
                [t`Pairs judged by several`, count(data.overlap_items)],
              ]}
            />
            <div className={classes.figures}>
              <Figures
                heading={t`Alpha per relation`}
                rows={Object.entries(data.per_relation)
                  .filter(([, figure]) => figure.n > 0)
                  .map(([relation, figure]) => ({
                    key: relation,
                    name: <RelationBadge relation={relation} />,
                    value: said(figure),
                    n: figure.n,
                  }))}
              />
              <Figures
                heading={t`Cohen’s kappa of two people`}
                rows={data.kappa.map((figure) => ({
                  key: `${figure.person_a}-${figure.person_b}`,
                  name: t`${{ personA: figure.person_a }} and ${{ personB: figure.person_b }}`,
                  value: said(figure),
                  n: figure.n,
                }))}
              />
              <Figures
                heading={t`Estimated reliability`}
                rows={data.reliability.map((one) => ({
                  key: one.person,
                  name: one.person,
                  value: t`${{ value: percent(one.value) }} (${{ low: percent(one.low) }} to ${{ high: percent(one.high) }})`,
                  n: one.n,
                }))}
              />
            </div>
          </>
        )}
      </Bound>
    </Panel>
  );
}

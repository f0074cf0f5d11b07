import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";

import { Panel } from "@/components/panel";
import { count, dayOf } from "@/lib/format";

import type { TeamPerson } from "../api/team";
import { sayPace } from "../say";
import classes from "./team.module.css";
import { WeeksChart } from "./weeks-chart";

/** One person over the last weeks. */
export function PersonWeeks({ person }: { person: TeamPerson }) {
  const worked = person.weeks.filter((week) => week.answers > 0).reverse();
  return (
    <Panel title={t`${{ name: person.name }}, week by week`}>
      <div className={classes.columns}>
        <WeeksChart weeks={person.weeks} of={(week) => week.gold} label={t`Right on gold, in %`} />
        <WeeksChart
          weeks={person.weeks}
          of={(week) => week.agreement}
          label={t`With the others, in %`}
        />
      </div>
      <Table verticalSpacing={4} mt="md">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Week of</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Judged</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>On so many days</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Each takes</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {worked.map((week) => (
            <Table.Tr key={week.week}>
              <Table.Td>{dayOf(week.week)}</Table.Td>
              <Table.Td ta="right">{count(week.answers)}</Table.Td>
              <Table.Td ta="right">{week.days}</Table.Td>
              <Table.Td ta="right">{sayPace(week.median_ms)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";

import { count } from "@/lib/format";

import type { Team } from "../api/team";
import { sayDrift, sayPace, sayShare } from "../say";
import classes from "./team.module.css";

/** Everybody who judged lately: how much, how fast, how right, and whether that has changed. */
export function PeopleTable({
  team,
  chosen,
  onChoose,
}: {
  team: Team;
  chosen: number | null;
  onChoose: (id: number) => void;
}) {
  return (
    <Table.ScrollContainer minWidth={860}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Person</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Judged</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>This week</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Each takes</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Right on gold</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>With the others</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {team.people.map((person) => {
            const now = person.weeks.at(-1);
            return (
              <Table.Tr key={person.id} data-chosen={person.id === chosen || undefined}>
                <Table.Td>
                  <button
                    type="button"
                    className="link"
                    aria-pressed={person.id === chosen}
                    onClick={() => onChoose(person.id)}
                  >
                    {person.name}
                  </button>
                </Table.Td>
                <Table.Td ta="right">{count(person.answers)}</Table.Td>
                <Table.Td ta="right">{count(now?.answers ?? 0)}</Table.Td>
                <Table.Td ta="right">{sayPace(now?.median_ms ?? null)}</Table.Td>
                <Table.Td>
                  {sayShare(person.gold)}
                  <small
                    className={`${classes.small} ${classes.verdict}`}
                    data-verdict={person.gold_drift.verdict}
                  >
                    {sayDrift(person.gold_drift, team.lately)}
                  </small>
                </Table.Td>
                <Table.Td>
                  {sayShare(person.agreement)}
                  <small
                    className={`${classes.small} ${classes.verdict}`}
                    data-verdict={person.agreement_drift.verdict}
                  >
                    {sayDrift(person.agreement_drift, team.lately)}
                  </small>
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

import { SegmentedControl, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { PairText } from "@/components/pair-text";
import { Panel } from "@/components/panel";
import { momentOf } from "@/lib/format";

import { type Activity, activityQuery } from "../api/activity";
import { deedOf } from "../deeds";

const GROUPS = [
  { value: "", label: "Everything" },
  { value: "judged", label: "Judged" },
  { value: "decided", label: "Decided" },
  { value: "account", label: "Account" },
  { value: "other", label: "Other" },
];

function About({ deed }: { deed: Activity }) {
  if (deed.object_type === "person") return null;
  if (!deed.pair) return <>{`${deed.object_type.replaceAll("_", " ")} ${deed.object_id}`}</>;
  return (
    <Link to={`/pairs/${deed.pair.id}`}>
      {deed.relation ? (
        <PairText a={deed.pair.title_a} relation={deed.relation} b={deed.pair.title_b} />
      ) : (
        `${deed.pair.title_a} · ${deed.pair.title_b}`
      )}
    </Link>
  );
}

/** What I did, and when. */
export default function ActivityRoute() {
  const [group, setGroup] = useState("");
  const deeds = useInfiniteQuery(activityQuery(group));
  return (
    <Page
      title="My activity"
      lead="What you did here, and when, as the audit trail has it. Judgements can be changed under My decisions."
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which part"
          data={GROUPS}
          value={group}
          onChange={setGroup}
        />
      }
    >
      <Panel flush>
        <Bound query={deeds} lines={9}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title="Nothing of this kind yet">
                Every judgement, decision and change that you make is listed here.
              </EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={560}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th w={140}>When</Table.Th>
                      <Table.Th w={220}>What</Table.Th>
                      <Table.Th>About</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((deed) => (
                      <Table.Tr key={deed.id}>
                        <Table.Td>{momentOf(deed.at)}</Table.Td>
                        <Table.Td>{deedOf(deed.action)}</Table.Td>
                        <Table.Td>
                          <About deed={deed} />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </Bound>
        <LoadMore query={deeds} />
      </Panel>
    </Page>
  );
}

import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
import { thingName } from "@/lib/codes";
import { momentOf } from "@/lib/format";
import { choicesOf } from "@/lib/texts";

import { type Activity, activityQuery } from "../api/activity";
import { deedOf } from "../deeds";

const GROUPS = [
  { value: "", label: msg`Everything` },
  { value: "judged", label: msg`Judged` },
  { value: "decided", label: msg`Decided` },
  { value: "account", label: msg`Account` },
  { value: "other", label: msg`Other` },
];

function About({ deed }: { deed: Activity }) {
  if (deed.object_type === "person") return null;
  if (!deed.pair) return <>{`${thingName(deed.object_type)} ${deed.object_id}`}</>;
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
      title={t`My activity`}
      lead={t`What you did here, and when, as the audit trail has it. Judgements can be changed under My decisions.`}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t`Which part`}
          data={choicesOf(GROUPS)}
          value={group}
          onChange={setGroup}
        />
      }
    >
      <Panel flush>
        <Bound query={deeds} lines={9}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={t`Nothing of this kind yet`}>
                <Trans>Every judgement, decision and change that you make is listed here.</Trans>
              </EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={560}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th w={140}>
                        <Trans>When</Trans>
                      </Table.Th>
                      <Table.Th w={220}>
                        <Trans>What</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>About</Trans>
                      </Table.Th>
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

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Facts } from "@/components/facts";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { decisionsQuery } from "@/features/decisions/api/decisions";
import { DecisionTable } from "@/features/decisions/components/decision-table";
import { useWho } from "@/features/session/use-who";
import { count } from "@/lib/format";

import { titleQuery } from "../api/titles";
import { DecideForm } from "../components/decide-form";

export default function TitleRoute() {
  const id = Number(useParams().id);
  const { scopes } = useWho();
  const title = useQuery(titleQuery(id));
  const seesLedger = scopes.includes("annotate") || scopes.includes("review");
  const decisions = useInfiniteQuery({ ...decisionsQuery({ title: id }), enabled: seesLedger });
  return (
    <Page
      title={title.data?.text ?? t`Title`}
      lead={
        <Link to="/titles">
          <Trans>All titles</Trans>
        </Link>
      }
    >
      <Bound query={title}>
        {(data) => (
          <>
            <Panel>
              <Facts
                of={[
                  [t`Language`, data.language],
                  [t`Seen`, plural({ count: data.count }, { one: "# time", other: "# times" })],
                  [
                    t`Concept`,
                    data.concept ? (
                      <Link to={`/graph/c/${data.concept.id}`}>{data.concept.preferred.text}</Link>
                    ) : (
                      t`none yet: nothing about it is settled`
                    ),
                  ],
                ]}
              />
            </Panel>
            {scopes.includes("review") && (
              <Panel title={t`Decide something about it`}>
                <DecideForm title={data} />
              </Panel>
            )}
            {seesLedger && (
              <Panel title={t`Decisions`} flush>
                <Bound query={decisions}>
                  {(rows) =>
                    rows.length === 0 ? (
                      <EmptyState title={t`No decision names it yet`}>
                        <Trans>It comes up under Annotate when it is a candidate.</Trans>
                      </EmptyState>
                    ) : (
                      <DecisionTable decisions={rows} />
                    )
                  }
                </Bound>
                <LoadMore query={decisions} />
              </Panel>
            )}
            {data.forms && data.forms.length > 0 && (
              <Panel title={t`As it stood in the sources`} flush>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>
                        <Trans>Form</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Source</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Its id there</Trans>
                      </Table.Th>
                      <Table.Th ta="right">
                        <Trans>Seen</Trans>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {data.forms.map((form, index) => (
                      <Table.Tr key={index}>
                        <Table.Td>
                          {form.raw}
                          {form.preferred && <> {t`(preferred there)`}</>}
                        </Table.Td>
                        <Table.Td>{form.source}</Table.Td>
                        <Table.Td c="dimmed">{form.external_id}</Table.Td>
                        <Table.Td ta="right">{count(form.count)}</Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Panel>
            )}
          </>
        )}
      </Bound>
    </Page>
  );
}

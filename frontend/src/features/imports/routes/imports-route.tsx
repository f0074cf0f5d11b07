import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, Text, VisuallyHidden } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { stateName, thingName } from "@/lib/codes";
import { ago, count, momentOf } from "@/lib/format";

import { type ImportReport, importQuery, importsQuery } from "../api/imports";
import { ImportForm } from "../components/import-form";
import { Report } from "../components/report";
import { UndoButton } from "../components/undo-button";

function StoredReport({ id }: { id: number }) {
  const report = useQuery(importQuery(id));
  return <Bound query={report}>{(data) => <Report report={data} />}</Bound>;
}

export default function ImportsRoute() {
  const leads = useCan("review");
  const imports = useInfiniteQuery(importsQuery);
  const [fresh, setFresh] = useState<ImportReport | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);

  return (
    <Page
      title={t`Imports`}
      lead={t`Bring in titles. A dry run says what would happen, row by row; the same file twice changes nothing.`}
    >
      <ImportForm
        onReport={(report) => {
          setFresh(report);
          setChosen(null);
        }}
      />
      {(fresh ?? chosen) && (
        <Panel title={t`Report`}>
          {chosen !== null ? <StoredReport id={chosen} /> : fresh && <Report report={fresh} />}
        </Panel>
      )}
      <Panel title={t`Past imports`} flush>
        <Bound query={imports}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={t`Nothing imported yet`}>
                <Trans>Start with a CSV, or an official ESCO or O*NET file.</Trans>
              </EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={720}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>
                        <Trans>File</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>Source</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>State</Trans>
                      </Table.Th>
                      <Table.Th ta="right">
                        <Trans>New</Trans>
                      </Table.Th>
                      <Table.Th ta="right">
                        <Trans>Refused</Trans>
                      </Table.Th>
                      <Table.Th>
                        <Trans>When</Trans>
                      </Table.Th>
                      <Table.Th w={110}>
                        <VisuallyHidden>
                          <Trans>Actions</Trans>
                        </VisuallyHidden>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((run) => (
                      <Table.Tr key={run.id}>
                        <Table.Td>
                          <button type="button" className="link" onClick={() => setChosen(run.id)}>
                            {run.file}
                          </button>
                          <Text size="xs" c="dimmed">
                            {thingName(run.kind)} · {run.format}
                          </Text>
                        </Table.Td>
                        <Table.Td>{run.source}</Table.Td>
                        <Table.Td>
                          {run.undone_at
                            ? t`taken back ${{ undoneAt: ago(run.undone_at) }}`
                            : stateName(run.state)}
                        </Table.Td>
                        <Table.Td ta="right">{count(run.counts.new ?? 0)}</Table.Td>
                        <Table.Td ta="right">{count(run.counts.refused ?? 0)}</Table.Td>
                        <Table.Td>
                          {momentOf(run.started_at)}
                          {run.started_by && (
                            <Text size="xs" c="dimmed">
                              <Trans>by {{ name: run.started_by }}</Trans>
                            </Text>
                          )}
                        </Table.Td>
                        <Table.Td>
                          {leads && run.state === "done" && <UndoButton run={run} />}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </Bound>
        <LoadMore query={imports} />
      </Panel>
    </Page>
  );
}

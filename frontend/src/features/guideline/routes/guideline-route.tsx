import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Table } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { PlainMarkdown } from "@/components/plain-markdown";
import { useCan } from "@/features/session/use-who";
import { count, momentOf } from "@/lib/format";
import { relationName } from "@/relations/relations";

import { type Guideline, guidelineQuery, versionsQuery } from "../api/guideline";
import { GuidelineForm } from "../components/guideline-form";

function Versions({ shown, onShow }: { shown: number; onShow: (version: Guideline) => void }) {
  const versions = useInfiniteQuery(versionsQuery);
  return (
    <Panel title={t`Versions`} flush>
      <Bound query={versions} lines={2}>
        {(rows) => (
          <Table.ScrollContainer minWidth={560}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={90}>
                    <Trans>Version</Trans>
                  </Table.Th>
                  <Table.Th>
                    <Trans>What changed</Trans>
                  </Table.Th>
                  <Table.Th>
                    <Trans>Asked again</Trans>
                  </Table.Th>
                  <Table.Th w={180}>
                    <Trans>When, by whom</Trans>
                  </Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map((one) => (
                  <Table.Tr key={one.version}>
                    <Table.Td>
                      <button
                        type="button"
                        className="link"
                        aria-pressed={one.version === shown}
                        onClick={() => onShow(one)}
                      >
                        {one.version}
                      </button>
                    </Table.Td>
                    <Table.Td>{one.note || "–"}</Table.Td>
                    <Table.Td>
                      {one.relations.length > 0
                        ? t`${{ askedAgain: count(one.asked_again) }} of ${{ relations: one.relations.map(relationName).join(", ") }}`
                        : t`nothing`}
                    </Table.Td>
                    <Table.Td>
                      {momentOf(one.created_at)} · {one.made_by}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </Bound>
      <LoadMore query={versions} />
    </Panel>
  );
}

/** The text by which people judge. Leads write it; a change asks again what it affects. */
export default function GuidelineRoute() {
  const leads = useCan("review");
  const guideline = useQuery(guidelineQuery);
  const [writing, setWriting] = useState(false);
  const [older, setOlder] = useState<Guideline | null>(null);
  return (
    <Page
      title={t`Guideline`}
      lead={t`How we judge here, beside what the seven relations mean.`}
      actions={
        leads &&
        !writing &&
        guideline.data && (
          <Button variant="default" onClick={() => setWriting(true)}>
            {guideline.data.version === 0 ? t`Write it` : t`Change it`}
          </Button>
        )
      }
    >
      <Bound query={guideline}>
        {(data) => {
          const shown = older ?? data;
          if (writing) return <GuidelineForm base={data} onDone={() => setWriting(false)} />;
          return (
            <>
              <Panel
                title={data.version === 0 ? undefined : t`Version ${{ version: shown.version }}`}
              >
                {data.version === 0 ? (
                  <EmptyState title={t`No guideline yet`}>
                    {leads
                      ? t`Write down what people ask you again and again: titles with a place in them, interns, “head of”.`
                      : t`Your lead has not written one. What the relations mean is told at the desk, with the key H.`}
                  </EmptyState>
                ) : (
                  <PlainMarkdown text={shown.text} />
                )}
              </Panel>
              {data.version > 0 && (
                <Versions
                  shown={shown.version}
                  onShow={(one) => setOlder(one.version === data.version ? null : one)}
                />
              )}
            </>
          );
        }}
      </Bound>
    </Page>
  );
}

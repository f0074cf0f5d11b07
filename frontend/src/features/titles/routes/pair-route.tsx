import { ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import { Bound } from "@/components/bound";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { decisionsQuery } from "@/features/decisions/api/decisions";
import { DecisionTable } from "@/features/decisions/components/decision-table";
import { useWho } from "@/features/session/use-who";
import { MakeGold } from "@/features/team/components/make-gold";
import { stateName } from "@/lib/codes";
import { decimals, momentOf } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import { type PairDetail, pairQuery } from "../api/pairs";
import { DecideForm } from "../components/decide-form";

function Judgements({ detail }: { detail: PairDetail }) {
  if (detail.annotations.length === 0) return null;
  return (
    <Panel title={t`What people said`} flush>
      <Table>
        <Table.Tbody>
          {detail.annotations.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td w={160}>{one.person}</Table.Td>
              <Table.Td>
                <RelationBadge relation={one.relation} /> {one.comment}
              </Table.Td>
              <Table.Td c="dimmed" w={140}>
                {momentOf(one.created_at)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function Proposed({ detail }: { detail: PairDetail }) {
  if (detail.proposals.length === 0) return null;
  return (
    <Panel title={t`What models proposed`} flush>
      <Table>
        <Table.Tbody>
          {detail.proposals.map((one) => (
            <Table.Tr key={one.id}>
              <Table.Td w={160}>{one.model_version || one.proposer}</Table.Td>
              <Table.Td>
                <RelationBadge relation={one.relation} />
              </Table.Td>
              <Table.Td>{decimals(one.score, 2)}</Table.Td>
              <Table.Td>{stateName(one.state)}</Table.Td>
              <Table.Td c="dimmed" w={140}>
                {momentOf(one.created_at)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

export default function PairRoute() {
  const id = Number(useParams().id);
  const { scopes } = useWho();
  const detail = useQuery(pairQuery(id));
  const seesLedger = scopes.includes("annotate") || scopes.includes("review");
  const decisions = useInfiniteQuery({ ...decisionsQuery({ pair: id }), enabled: seesLedger });
  const pair = detail.data;
  return (
    <Page
      title={pair ? `${pair.title_a.text} · ${pair.title_b.text}` : t`Pair`}
      lead={
        pair && (
          <>
            <Trans>
              <Link to={`/titles/${pair.title_a.id}`}>{ph({ first: pair.title_a.text })}</Link> and{" "}
              <Link to={`/titles/${pair.title_b.id}`}>{ph({ second: pair.title_b.text })}</Link>
            </Trans>
          </>
        )
      }
    >
      <Bound query={detail}>
        {(data) => (
          <>
            {data.blind && (
              <Panel>
                <Trans>
                  This pair is still asked. What others and models say is shown when it is settled,
                  so that every answer is a person’s own.
                </Trans>
              </Panel>
            )}
            {seesLedger && decisions.data && decisions.data.length > 0 && (
              <Panel title={t`Decisions, the newest first`} flush>
                <DecisionTable decisions={decisions.data} />
              </Panel>
            )}
            <Judgements detail={data} />
            <Proposed detail={data} />
            {scopes.includes("review") && (
              <Panel title={t`Decide`}>
                <DecideForm title={data.title_a} other={data.title_b} />
              </Panel>
            )}
            {scopes.includes("review") && <MakeGold pair={data.id} />}
          </>
        )}
      </Bound>
    </Page>
  );
}

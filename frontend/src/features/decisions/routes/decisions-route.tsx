import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useSearchParams } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { settledName } from "@/lib/codes";
import { sentenceOf } from "@/lib/problem";
import { relationChoices } from "@/relations/relations";

import { decisionsQuery, revertDecision } from "../api/decisions";
import { DecisionTable } from "../components/decision-table";

const RELATIONS = ["synonym", "broader", "senior", "related", "unrelated"];
const SETTLED_BY = ["import", "rule", "automatic", "consensus", "review", "adjudication"];

export default function DecisionsRoute() {
  const [search, setSearch] = useSearchParams();
  const client = useQueryClient();
  const canRevert = useCan("review");
  const changeSet = Number(search.get("change_set"));
  const filter = {
    relation: search.get("relation") ?? "",
    settled_by: search.get("settled_by") ?? "",
    ...(changeSet > 0 && { change_set: changeSet }),
  };
  const decisions = useInfiniteQuery(decisionsQuery(filter));
  const revert = useMutation({
    mutationFn: revertDecision,
    onSuccess: (decision) =>
      notifications.show({ message: t`Taken back by decision ${{ seq: decision.seq }}.` }),
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["decisions"] }),
  });
  const choose = (name: string, value: string | null) => {
    const next = new URLSearchParams(search);
    if (value) next.set(name, value);
    else next.delete(name);
    setSearch(next, { replace: true });
  };

  return (
    <Page
      title={t`Ledger`}
      lead={t`Every settled relation, in the order of its settling. Nothing is ever removed; taking back is a new line.`}
      actions={
        <>
          <Select
            aria-label={t`Relation`}
            placeholder={t`All relations`}
            clearable
            w={180}
            data={relationChoices(RELATIONS)}
            value={filter.relation || null}
            onChange={(value) => choose("relation", value)}
          />
          <Select
            aria-label={t`Settled by`}
            placeholder={t`However settled`}
            clearable
            w={170}
            data={SETTLED_BY.map((value) => ({ value, label: settledName(value) }))}
            value={filter.settled_by || null}
            onChange={(value) => choose("settled_by", value)}
          />
        </>
      }
    >
      <Panel flush>
        <Bound query={decisions} lines={9}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={t`No decisions here`}>
                <Trans>Decisions come of annotations, reviews and imports.</Trans>
              </EmptyState>
            ) : (
              <DecisionTable
                decisions={rows}
                onRevert={canRevert ? (decision) => revert.mutate(decision.seq) : undefined}
              />
            )
          }
        </Bound>
        <LoadMore query={decisions} />
      </Panel>
    </Page>
  );
}

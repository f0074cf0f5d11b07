import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { useCan } from "@/features/session/use-who";

import { conflictsQuery } from "../api/conflicts";
import { ConflictCard } from "../components/conflict-card";
import { SecondYesForm } from "../components/second-yes-form";
import classes from "../components/conflicts.module.css";

export default function ConflictsRoute() {
  const [state, setState] = useState("open");
  const [search] = useSearchParams();
  const rule = search.get("rule") ?? "";
  const isLead = useCan("review");
  const conflicts = useInfiniteQuery(conflictsQuery(state, rule));
  return (
    <Page
      title={t`Conflicts`}
      lead={t`Decisions that would contradict the graph, each with the edges that prove it. One of the two has to give way. Large ones may wait for another person.`}
      actions={
        <SegmentedControl
          aria-label={t`Which conflicts`}
          value={state}
          onChange={setState}
          data={[
            { value: "open", label: t`Open` },
            { value: "all", label: t`All` },
          ]}
        />
      }
    >
      {isLead && <SecondYesForm />}
      {rule && (
        <p>
          <Trans>
            Only those that wait for a second yes. <Link to="/conflicts">Show all</Link>
          </Trans>
        </p>
      )}
      <Bound query={conflicts}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title={t`No conflicts`}>
              <Trans>
                Every decision fits the graph. One that does not would wait here, with its proof.
              </Trans>
            </EmptyState>
          ) : (
            <div className={classes.list}>
              {rows.map((conflict) => (
                <ConflictCard key={conflict.id} conflict={conflict} />
              ))}
            </div>
          )
        }
      </Bound>
      <LoadMore query={conflicts} />
    </Page>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";

import { quarantinesQuery } from "../api/quarantines";
import { Begin } from "../components/begin";
import { QuarantineCard } from "../components/quarantine-card";

export default function QuarantineRoute() {
  const quarantines = useInfiniteQuery(quarantinesQuery);
  const mayBegin = useCan("review");
  return (
    <Page
      title={t`Quarantine`}
      lead={t`What came of a person's answers, a model version or an import, taken out of the graph at once until somebody has looked into it. Lifting brings it back.`}
    >
      {mayBegin && <Begin />}
      <Bound query={quarantines}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyState title={t`Nothing was ever in quarantine`}>
                <Trans>
                  When answers, a model or a file turn out to be wrong, this takes back all that
                  they have led to, as one step.
                </Trans>
              </EmptyState>
            </Panel>
          ) : (
            rows.map((row) => <QuarantineCard key={row.id} row={row} mayLift={mayBegin} />)
          )
        }
      </Bound>
      <LoadMore query={quarantines} />
    </Page>
  );
}

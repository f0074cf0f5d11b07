import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { AgreementPanel } from "@/features/adjudicate/components/agreement-panel";

import { teamQuery } from "../api/team";
import { AssignmentsPanel } from "../components/assignments-panel";
import { GoldPanel } from "../components/gold-panel";
import { PeopleTable } from "../components/people-table";
import { PersonWeeks } from "../components/person-weeks";

/** How the people work who judge, and what they were given. */
export default function TeamRoute() {
  const team = useQuery(teamQuery);
  const [chosen, setChosen] = useState<number | null>(null);
  const person = team.data?.people.find(({ id }) => id === chosen);
  return (
    <Page
      title={t`Team`}
      lead={t`Who judges what, how fast and how surely. Figures are for finding out where the guideline is unclear, not for ranking people.`}
    >
      <Panel title={t`The last twelve weeks`} flush>
        <Bound query={team}>
          {(data) =>
            data.people.length === 0 ? (
              <EmptyState title={t`Nobody has judged yet`}>
                <Trans>As soon as somebody does, their pace and agreement stand here.</Trans>
              </EmptyState>
            ) : (
              <PeopleTable team={data} chosen={chosen} onChoose={setChosen} />
            )
          }
        </Bound>
      </Panel>
      {person && <PersonWeeks person={person} />}
      <AssignmentsPanel judges={team.data?.judges ?? []} />
      <GoldPanel />
      <AgreementPanel />
    </Page>
  );
}

import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { type KeyDoes, KeyLine } from "@/components/key-line";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";

import { disputesQuery } from "../api/adjudications";
import { AgreementPanel } from "../components/agreement-panel";
import { DisputeCard } from "../components/dispute-card";

const KEYS: readonly KeyDoes[] = [
  ["S B N K J R U", msg`choose the relation of the first card`],
  ["Enter", msg`settle it`],
];

export default function AdjudicateRoute() {
  const disputes = useInfiniteQuery(disputesQuery);
  return (
    <Page
      title={t`Adjudicate`}
      lead={t`Pairs on which people disagree, or that somebody flagged for you. Your word settles them, is signed, and outranks every automatic one.`}
      actions={<KeyLine keys={KEYS} />}
    >
      <Bound query={disputes}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyState
                title={t`Nothing waits for your word`}
                action={
                  <Link to="/queue">
                    <Trans>How many pairs two people judge</Trans>
                  </Link>
                }
              >
                <Trans>
                  Pairs come here when people who judged them, blind to each other, said different
                  things, or when somebody flags one with the key F.
                </Trans>
              </EmptyState>
            </Panel>
          ) : (
            rows.map((dispute, index) => (
              <DisputeCard key={dispute.pair.id} dispute={dispute} active={index === 0} />
            ))
          )
        }
      </Bound>
      <LoadMore query={disputes} />
      <AgreementPanel />
    </Page>
  );
}

import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { settledName } from "@/lib/codes";
import { ago, momentOf, percent } from "@/lib/format";
import { wordsOf } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation } from "@/relations/relations";

import { type Why, whyQuery } from "../api/why";
import classes from "./graph.module.css";

const SETTLED_BY: Record<string, MessageDescriptor> = {
  import: msg`stated by an imported source`,
  rule: msg`set by a rule`,
  automatic: msg`accepted automatically, within the audited threshold`,
  consensus: msg`agreed on by the people who judged it`,
  review: msg`kept by a lead in review`,
  adjudication: msg`settled by a lead where people disagreed`,
};

function Model({ version }: { version: string }) {
  const seesModels = useCan("models");
  return seesModels ? <Link to={`/models/versions/${version}`}>{version}</Link> : <>{version}</>;
}

function People({ why }: { why: Why }) {
  if (why.annotations.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>Nobody judged this pair one by one.</Trans>
      </p>
    );
  }
  return (
    <ul className={classes.answers}>
      {why.annotations.map((one) => (
        <li key={one.id}>
          <b>{one.person}</b> <RelationBadge relation={one.relation} />
          <small>{ago(one.created_at)}</small>
          {!one.stands && (
            <small>
              <Trans>set aside</Trans>
            </small>
          )}
          {one.comment && <q>{one.comment}</q>}
        </li>
      ))}
    </ul>
  );
}

function Before({ why }: { why: Why }) {
  if (why.chain.length < 2) return null;
  return (
    <>
      <h3>
        <Trans>All that was ever decided on it</Trans>
      </h3>
      <ul className={classes.answers}>
        {why.chain.map((one) => (
          <li key={one.seq}>
            {one.seq} <RelationBadge relation={one.relation ?? ""} /> {settledName(one.settled_by)}
            <small>{momentOf(one.created_at)}</small>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Where an edge comes from: the decision, the people, the model, the data, the release. */
export function WhyPanel({ edge, onClose }: { edge: number; onClose: () => void }) {
  const why = useQuery(whyQuery(edge));
  return (
    <Panel
      title={t`Why this edge`}
      aside={<CloseButton size="sm" aria-label={t`Close`} onClick={onClose} />}
    >
      <Bound query={why} lines={4}>
        {(data) => {
          const { decision, edge: said } = data;
          return (
            <div className={classes.why}>
              {isRelation(said.relation) && (
                <p>
                  <RelationSentence
                    a={said.subject.text}
                    relation={said.relation}
                    b={said.object.text}
                  />
                  {!said.active && <> {t`(taken back since)`}</>}
                </p>
              )}
              <Facts
                of={[
                  [t`Settled`, wordsOf(SETTLED_BY, decision.settled_by)],
                  [t`By`, decision.person],
                  [t({ message: "On", context: "date" }), momentOf(decision.created_at)],
                  [t`Decision`, decision.seq],
                  [t`Reason`, decision.reason],
                  [t`Source`, data.source],
                  [t`Model`, data.model_version && <Model version={data.model_version} />],
                  [t`Its score`, data.proposal && percent(data.proposal.score)],
                  [t`Data set`, data.dataset],
                  [
                    t`First in`,
                    data.first_release
                      ? t`release ${{ firstRelease: data.first_release }}`
                      : t`no release yet`,
                  ],
                ]}
              />
              <h3>
                <Trans>People</Trans>
              </h3>
              <People why={data} />
              <Before why={data} />
            </div>
          );
        }}
      </Bound>
    </Panel>
  );
}

import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { ago, momentOf, percent } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation } from "@/relations/relations";

import { type Why, whyQuery } from "../api/why";
import classes from "./graph.module.css";

const SETTLED_BY: Record<string, string> = {
  import: "stated by an imported source",
  rule: "set by a rule",
  automatic: "accepted automatically, within the audited threshold",
  consensus: "agreed on by the people who judged it",
  review: "kept by a lead in review",
  adjudication: "settled by a lead where people disagreed",
};

function Model({ version }: { version: string }) {
  const seesModels = useCan("models");
  return seesModels ? <Link to={`/models/versions/${version}`}>{version}</Link> : <>{version}</>;
}

function People({ why }: { why: Why }) {
  if (why.annotations.length === 0) {
    return <p className={classes.quiet}>Nobody judged this pair one by one.</p>;
  }
  return (
    <ul className={classes.answers}>
      {why.annotations.map((one) => (
        <li key={one.id}>
          <b>{one.person}</b> <RelationBadge relation={one.relation} />
          <small>{ago(one.created_at)}</small>
          {!one.stands && <small>set aside</small>}
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
      <h3>All that was ever decided on it</h3>
      <ul className={classes.answers}>
        {why.chain.map((one) => (
          <li key={one.seq}>
            {one.seq} <RelationBadge relation={one.relation ?? ""} /> {one.settled_by}
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
      title="Why this edge"
      aside={<CloseButton size="sm" aria-label="Close" onClick={onClose} />}
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
                  {!said.active && " (taken back since)"}
                </p>
              )}
              <Facts
                of={[
                  ["Settled", SETTLED_BY[decision.settled_by] ?? decision.settled_by],
                  ["By", decision.person],
                  ["On", momentOf(decision.created_at)],
                  ["Decision", decision.seq],
                  ["Reason", decision.reason],
                  ["Source", data.source],
                  ["Model", data.model_version && <Model version={data.model_version} />],
                  ["Its score", data.proposal && percent(data.proposal.score)],
                  ["Data set", data.dataset],
                  [
                    "First in",
                    data.first_release ? `release ${data.first_release}` : "no release yet",
                  ],
                ]}
              />
              <h3>People</h3>
              <People why={data} />
              <Before why={data} />
            </div>
          );
        }}
      </Bound>
    </Panel>
  );
}

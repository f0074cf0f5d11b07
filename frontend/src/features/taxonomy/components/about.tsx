import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Fragment } from "react";
import { Link } from "react-router";

import { Facts } from "@/components/facts";
import { StateMark } from "@/components/state-mark";
import { count, momentOf } from "@/lib/format";
import { say } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";

import type { ConceptDetail, ConceptInShort } from "../api/tree";
import classes from "./taxonomy.module.css";

interface Props {
  concept: ConceptDetail;
  onConcept: (concept: number) => void;
}

function Paths({ concept, onConcept }: Props) {
  if (concept.paths.length === 0) return null;
  return (
    <ol className={classes.paths} aria-label={t`Where it stands`}>
      {concept.paths.map((path) => (
        <li key={path.map((step) => step.id).join("/")}>
          {path.map((step) => (
            <Fragment key={step.id}>
              <Step step={step} onConcept={onConcept} />
              {" › "}
            </Fragment>
          ))}
          {concept.name}
        </li>
      ))}
    </ol>
  );
}

function Step({ step, onConcept }: { step: ConceptInShort; onConcept: Props["onConcept"] }) {
  return (
    <button type="button" className="link" onClick={() => onConcept(step.id)}>
      {step.name}
    </button>
  );
}

const STATES = {
  current: msg`in the graph`,
  replaced: msg`merged away`,
  retired: msg`retired`,
} as const;

/** Where a concept stands and what is known of it. */
export function Standing({ concept, onConcept }: Props) {
  return (
    <>
      <Paths concept={concept} onConcept={onConcept} />
      <Facts
        of={[
          [t`Number`, <Link to={`/graph/c/${concept.id}`}>{concept.id}</Link>],
          [
            t`State`,
            <StateMark tone={concept.state === "current" ? "good" : "warn"}>
              {say(STATES[concept.state])}
            </StateMark>,
          ],
          [
            t`Now part of`,
            concept.replaced_by === null ? null : (
              <Step
                step={{
                  id: concept.replaced_by,
                  name: t`concept ${{ replacedBy: concept.replaced_by }}`,
                }}
                onConcept={onConcept}
              />
            ),
          ],
          [t`Why it went`, concept.retirement?.reason],
          [t`Family`, concept.family && <Step step={concept.family} onConcept={onConcept} />],
          [
            t`Below it`,
            concept.children === 0
              ? null
              : concept.counted_all
                ? t`${{ children: count(concept.children) }} right below, ${{ descendants: count(concept.descendants) }} in all`
                : t`${{ children: count(concept.children) }} right below, ${{ descendants: count(concept.descendants) }} or more in all`,
          ],
          [t`In the graph since`, momentOf(concept.created_at)],
        ]}
      />
    </>
  );
}

/** The edges of a concept: "is broader than …". */
export function Relations({ concept, onConcept }: Props) {
  return (
    <section className={classes.section} aria-label={t`Relations`}>
      <h3>
        <Trans>Relations</Trans>
      </h3>
      {concept.relations.length === 0 ? (
        <p className={classes.quiet}>
          <Trans>None yet.</Trans>
        </p>
      ) : (
        <ul className={classes.relations}>
          {concept.relations.map((one) => (
            <li key={one.edge}>
              <RelationBadge relation={one.relation} />
              <button
                type="button"
                className={`link ${classes.serif}`}
                onClick={() => onConcept(one.other.id)}
              >
                {one.other.name}
              </button>
              {(one.title.text !== concept.name || one.other_title.text !== one.other.name) && (
                <small>
                  <Trans>
                    by “{{ text: one.title.text }}” and “{{ otherTitleText: one.other_title.text }}”
                  </Trans>
                </small>
              )}
            </li>
          ))}
        </ul>
      )}
      {concept.edges > concept.relations.length && (
        <p className={classes.quiet}>
          <Trans>
            The first {{ relations: count(concept.relations.length) }} of{" "}
            {{ edges: count(concept.edges) }}.
          </Trans>
        </p>
      )}
    </section>
  );
}

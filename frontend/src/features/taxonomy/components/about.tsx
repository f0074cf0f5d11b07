import { Fragment } from "react";
import { Link } from "react-router";

import { Facts } from "@/components/facts";
import { StateMark } from "@/components/state-mark";
import { count, momentOf } from "@/lib/format";
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
    <ol className={classes.paths} aria-label="Where it stands">
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

const STATES = { current: "in the graph", replaced: "merged away", retired: "retired" } as const;

/** Where a concept stands and what is known of it. */
export function Standing({ concept, onConcept }: Props) {
  return (
    <>
      <Paths concept={concept} onConcept={onConcept} />
      <Facts
        of={[
          ["Number", <Link to={`/graph/c/${concept.id}`}>{concept.id}</Link>],
          [
            "State",
            <StateMark tone={concept.state === "current" ? "good" : "warn"}>
              {STATES[concept.state]}
            </StateMark>,
          ],
          [
            "Now part of",
            concept.replaced_by === null ? null : (
              <Step
                step={{ id: concept.replaced_by, name: `concept ${concept.replaced_by}` }}
                onConcept={onConcept}
              />
            ),
          ],
          ["Why it went", concept.retirement?.reason],
          ["Family", concept.family && <Step step={concept.family} onConcept={onConcept} />],
          [
            "Below it",
            concept.children === 0
              ? null
              : `${count(concept.children)} right below, ${count(concept.descendants)}${
                  concept.counted_all ? "" : " or more"
                } in all`,
          ],
          ["In the graph since", momentOf(concept.created_at)],
        ]}
      />
    </>
  );
}

/** The edges of a concept: "is broader than …". */
export function Relations({ concept, onConcept }: Props) {
  return (
    <section className={classes.section} aria-label="Relations">
      <h3>Relations</h3>
      {concept.relations.length === 0 ? (
        <p className={classes.quiet}>None yet.</p>
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
                  by “{one.title.text}” and “{one.other_title.text}”
                </small>
              )}
            </li>
          ))}
        </ul>
      )}
      {concept.edges > concept.relations.length && (
        <p className={classes.quiet}>
          The first {count(concept.relations.length)} of {count(concept.edges)}.
        </p>
      )}
    </section>
  );
}

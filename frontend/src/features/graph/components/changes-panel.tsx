import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { say } from "@/lib/texts";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation, relationName } from "@/relations/relations";

import { changesQuery, type NeighbourhoodChanges } from "../api/concepts";
import classes from "./graph.module.css";

interface Props {
  concept: number;
  release: string;
  against: number | null;
  depth: number;
  onConcept: (id: number) => void;
}

/** What came and went around the concept since another release, in sentences. */
export function ChangesPanel({ against, ...props }: Props) {
  if (against === null) {
    return (
      <p className={classes.quiet}>
        <Trans>
          Choose above with which release to compare. What came, went or changed around this concept
          is coloured then, and listed here.
        </Trans>
      </p>
    );
  }
  return <Changes since={against} {...props} />;
}

function Changes({
  concept,
  release,
  since,
  depth,
  onConcept,
}: Omit<Props, "against"> & { since: number }) {
  const changes = useQuery(changesQuery(concept, release, since, depth));
  return (
    <Bound query={changes} lines={4}>
      {(found) => <ChangeList found={found} onConcept={onConcept} />}
    </Bound>
  );
}

type Change = NeighbourhoodChanges["edges"][number];
const HEADS: [Change["state"], MessageDescriptor][] = [
  ["added", msg`New`],
  ["removed", msg`Gone`],
  ["altered", msg`Changed`],
];

function ChangeList({
  found,
  onConcept,
}: {
  found: NeighbourhoodChanges;
  onConcept: (id: number) => void;
}) {
  const names = new Map(found.nodes.map((node) => [node.id, node.label]));
  const concepts = found.nodes.filter(
    (node) =>
      node.state !== "kept" || node.was !== null || node.gained.length + node.lost.length > 0,
  );
  const edges = found.edges.filter((edge) => edge.state !== "kept");
  if (concepts.length + edges.length === 0) {
    return (
      <p className={classes.quiet}>
        <Trans>
          Nothing changed around this concept between release {{ since: found.since }} and{" "}
          {{ release: found.release }}.
        </Trans>
      </p>
    );
  }
  const sentenceOf = (edge: Change, relation: string) =>
    isRelation(relation) && (
      <RelationSentence
        a={names.get(edge.source) ?? ""}
        relation={relation}
        b={names.get(edge.target) ?? ""}
      />
    );
  return (
    <div className={classes.changes}>
      {HEADS.map(([state, head]) => {
        const some = edges.filter((edge) => edge.state === state);
        if (some.length === 0) return null;
        return (
          <section key={state} data-state={state}>
            <h3>
              {say(head)} ({some.length})
            </h3>
            <ul>
              {some.map((edge) => (
                <li key={edge.id}>
                  {sentenceOf(edge, edge.relation)}
                  {edge.was !== null && (
                    <small>
                      {" "}
                      <Trans>was: {{ was: relationName(edge.was) }}</Trans>
                    </small>
                  )}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
      {concepts.length > 0 && (
        <section>
          <h3>
            <Trans>Concepts ({{ concepts: concepts.length }})</Trans>
          </h3>
          <ul>
            {concepts.map((node) => (
              <li key={node.id}>
                <button type="button" className="link" onClick={() => onConcept(node.id)}>
                  {node.label}
                </button>{" "}
                {node.state === "added" && t`is new`}
                {node.state === "removed" && t`is gone`}
                {node.state === "merged" && (
                  <>
                    <Trans>
                      was merged into{" "}
                      {{ replacedBy: names.get(node.replaced_by ?? 0) ?? node.replaced_by ?? "–" }}
                    </Trans>
                  </>
                )}
                {node.was !== null && (
                  <>
                    <Trans>was called {{ was: node.was }}</Trans>
                  </>
                )}
                {node.gained.length > 0 && <small> + {node.gained.join(", ")}</small>}
                {node.lost.length > 0 && <small> − {node.lost.join(", ")}</small>}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { RelationBadge } from "@/relations/relation-badge";
import { relationName, RELATIONS } from "@/relations/relations";

import { type ConceptEdge, conceptEdgesQuery, synonymEdgesQuery } from "../api/concepts";
import classes from "./graph.module.css";

interface Props {
  concept: number;
  release: string;
  hidden: ReadonlySet<string>;
  edge: number | null;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
}

const ORDER = new Map<string, number>(RELATIONS.map((relation, index) => [relation, index]));

function sorted(edges: ConceptEdge[]): ConceptEdge[] {
  return [...edges].sort(
    (a, b) =>
      (ORDER.get(a.relation) ?? 9) - (ORDER.get(b.relation) ?? 9) ||
      a.concept.preferred.localeCompare(b.concept.preferred),
  );
}

/** The edges that make the concept's titles one. */
function Synonyms({
  edges,
  active,
  onEdge,
}: {
  edges: ConceptEdge[];
  active: number | null;
  onEdge: (id: number) => void;
}) {
  if (edges.length === 0) return null;
  return (
    <ul className={classes.edges} aria-label={t`Synonyms`}>
      {edges.map((one) => (
        <li key={one.id} data-active={(one.id !== null && one.id === active) || undefined}>
          <RelationBadge relation="synonym" />
          <span className={classes.serif}>
            {one.subject?.text} = {one.object?.text}
          </span>
          <button
            type="button"
            className={classes.whyButton}
            aria-label={t`Why synonym: ${{ first: one.subject?.text ?? "" }} and ${{ second: one.object?.text ?? "" }}`}
            onClick={() => one.id !== null && onEdge(one.id)}
          >
            <Trans>why?</Trans>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** All edges of a concept as it sees them: "is senior than …". */
export function EdgeList({ concept, release, hidden, edge, onConcept, onEdge }: Props) {
  const [inferred, setInferred] = useState(false);
  const edges = useQuery(conceptEdgesQuery(concept, release, inferred));
  const synonyms = useQuery(synonymEdgesQuery(concept, release));
  return (
    <>
      <Switch
        size="xs"
        label={t`also what follows from them`}
        checked={inferred}
        onChange={(event) => setInferred(event.currentTarget.checked)}
      />
      <Bound query={edges} lines={4}>
        {(data) => {
          const shown = sorted(data.edges).filter((one) => !hidden.has(one.relation));
          if (shown.length === 0)
            return (
              <p className={classes.quiet}>
                <Trans>No edges yet.</Trans>
              </p>
            );
          return (
            <ul className={classes.edges} aria-label={t`Edges`}>
              {shown.map((one) => (
                <li
                  key={`${one.id ?? "inferred"}-${one.relation}-${one.concept.id}`}
                  data-active={(one.id !== null && one.id === edge) || undefined}
                >
                  <RelationBadge relation={one.relation} />
                  <button type="button" className="link" onClick={() => onConcept(one.concept.id)}>
                    {one.concept.preferred}
                  </button>
                  {one.id !== null && !one.inferred ? (
                    <button
                      type="button"
                      className={classes.whyButton}
                      aria-label={t`Why ${{ relation: relationName(one.relation) }}: ${{ preferred: one.concept.preferred }}`}
                      onClick={() => one.id !== null && onEdge(one.id)}
                    >
                      <Trans>why?</Trans>
                    </button>
                  ) : (
                    <small>
                      <Trans>follows</Trans>
                    </small>
                  )}
                </li>
              ))}
            </ul>
          );
        }}
      </Bound>
      <Synonyms edges={synonyms.data?.edges ?? []} active={edge} onEdge={onEdge} />
    </>
  );
}

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation, relationName } from "@/relations/relations";

import { pathQuery } from "../api/concepts";
import { ConceptSearch } from "./concept-search";
import classes from "./graph.module.css";

interface Props {
  concept: number;
  to: number | null;
  release: string;
  onTo: (id: number | null) => void;
  onEdge: (id: number) => void;
}

/** The way from the concept to another one, step by step in words. */
export function PathPanel({ concept, to, release, onTo, onEdge }: Props) {
  return (
    <>
      <ConceptSearch
        release={release}
        label={t`Way to`}
        placeholder={t`Way to which title?`}
        onChoose={onTo}
      />
      {to === null ? (
        <p className={classes.quiet}>
          <Trans>
            Choose a second title: the shortest way to it is drawn, each step with its words.
          </Trans>
        </p>
      ) : (
        <Steps concept={concept} to={to} release={release} onTo={onTo} onEdge={onEdge} />
      )}
    </>
  );
}

function Steps({ concept, to, release, onTo, onEdge }: Props & { to: number }) {
  const way = useQuery(pathQuery(concept, to, release));
  return (
    <Bound query={way} lines={3}>
      {({ found, steps }) => (
        <>
          {!found && (
            <p className={classes.quiet}>
              <Trans>No way of edges leads there.</Trans>
            </p>
          )}
          {found && steps.length === 0 && (
            <p className={classes.quiet}>
              <Trans>Both titles are the same concept.</Trans>
            </p>
          )}
          {steps.length > 0 && (
            <>
              <p className={classes.quiet}>
                {plural({ steps: steps.length }, { one: "# step", other: "# steps" })}:
              </p>
              <ol className={classes.steps} aria-label={t`Steps of the way`}>
                {steps.map((step) => (
                  <li key={step.edge_id}>
                    {isRelation(step.relation) && (
                      <RelationSentence
                        a={step.from.preferred}
                        relation={step.relation}
                        b={step.to.preferred}
                      />
                    )}
                    <button
                      type="button"
                      className={classes.whyButton}
                      aria-label={t`Why ${{ relation: relationName(step.relation) }}: ${{ preferred: step.from.preferred }} and ${{ toPreferred: step.to.preferred }}`}
                      onClick={() => onEdge(step.edge_id)}
                    >
                      <Trans>why?</Trans>
                    </button>
                  </li>
                ))}
              </ol>
            </>
          )}
          <Button size="compact-sm" variant="default" mt="xs" onClick={() => onTo(null)}>
            <Trans>Back to the neighbourhood</Trans>
          </Button>
        </>
      )}
    </Bound>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import type { AroundFact } from "@/components/around-title";
import type { TitleRef } from "@/api/shapes";
import { sentenceOf } from "@/lib/problem";
import { RelationBadge } from "@/relations/relation-badge";
import { isRelation, RELATIONS } from "@/relations/relations";

import { aroundQuery } from "../api/around";
import classes from "./annotate.module.css";

function Neighbourhood({
  title,
  facts,
  other,
}: {
  title: TitleRef;
  facts: AroundFact[];
  other: number;
}) {
  const relations = RELATIONS.filter((relation) => facts.some((one) => one.relation === relation));
  const unknown = facts.filter(({ relation }) => !isRelation(relation));
  return (
    <section
      className={classes.around}
      aria-label={t`What the graph knows of ${{ text: title.text }}`}
    >
      <h2>
        <Trans>{{ text: title.text }} is …</Trans>
      </h2>
      {facts.length === unknown.length && (
        <p>
          <Trans>The graph knows nothing of it yet.</Trans>
        </p>
      )}
      <dl>
        {relations.map((relation) => (
          <div key={relation}>
            <dt>
              <RelationBadge relation={relation} />
            </dt>
            <dd>
              {facts
                .filter((fact) => fact.relation === relation)
                .map((fact) => (
                  <span key={fact.title} data-other={fact.title === other || undefined}>
                    {fact.text}
                  </span>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface Props {
  pair: number;
  first: TitleRef;
  second: TitleRef;
  swapped: boolean;
}

/** What the graph knows of both titles, side by side in the order in which they are shown. */
export function Neighbourhoods({ pair, first, second, swapped }: Props) {
  const around = useQuery(aroundQuery(pair));
  if (around.error) return <p role="alert">{sentenceOf(around.error)}</p>;
  if (!around.data)
    return (
      <p className={classes.aroundWaits}>
        <Trans>Looking into the graph…</Trans>
      </p>
    );
  const { title_a, title_b } = around.data.graph;
  return (
    <div className={classes.arounds}>
      <Neighbourhood title={first} facts={swapped ? title_b : title_a} other={second.id} />
      <Neighbourhood title={second} facts={swapped ? title_a : title_b} other={first.id} />
    </div>
  );
}

import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";

import { Chain } from "@/components/chain";
import { StateMark } from "@/components/state-mark";
import { thingName } from "@/lib/codes";
import { say } from "@/lib/texts";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation } from "@/relations/relations";

import type { InferredEdge, Preview } from "../api/preview";
import classes from "./decisions.module.css";

const OUTCOMES: Record<Preview["outcome"], MessageDescriptor> = {
  added: msg`A new edge`,
  replaced: msg`Replaces what stands`,
  confirmed: msg`Confirms what stands`,
  ended: msg`Takes the edge away`,
  nothing: msg`Changes nothing in the graph`,
  refused: msg`Would contradict the graph`,
  outranked: msg`A stronger decision stands`,
};

/** Transitive edges that come or go, folded. */
export function Inferred({
  words,
  edges,
}: {
  words: string;
  edges: { count: number; sample: InferredEdge[] };
}) {
  if (edges.count === 0) return null;
  return (
    <details className={classes.inferred}>
      <summary>{words}</summary>
      <ul>
        {edges.sample.map((edge) => (
          <li key={`${edge.relation}-${edge.subject}-${edge.object}`}>
            {isRelation(edge.relation) && (
              <RelationSentence
                a={edge.subject_name}
                relation={edge.relation}
                b={edge.object_name}
              />
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What waits and could not be merged any more. */
export function Impossible({ conflicts }: { conflicts: Preview["conflicts"] }) {
  if (conflicts.count === 0) return null;
  return (
    <details className={classes.inferred}>
      <summary>
        {conflicts.complete
          ? t`Would make ${plural({ count: conflicts.count }, { one: "# waiting proposal or decision", other: "# waiting proposals or decisions" })} impossible`
          : t`Would make at least ${plural({ count: conflicts.count }, { one: "# waiting proposal or decision", other: "# waiting proposals or decisions" })} impossible`}
      </summary>
      <ul>
        {conflicts.sample.map((one) => (
          <li key={`${one.what}-${one.id}`}>
            {isRelation(one.relation) && (
              <RelationSentence a={one.title_a.text} relation={one.relation} b={one.title_b.text} />
            )}{" "}
            <small>({thingName(one.what)})</small>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What a decision would change, before it is made. */
export function PreviewView({ preview }: { preview: Preview }) {
  const tone = preview.refusal || preview.outcome === "outranked" ? "warn" : "good";
  return (
    <div className={classes.preview}>
      <StateMark tone={tone}>{say(OUTCOMES[preview.outcome])}</StateMark>
      {preview.refusal && (
        <>
          <p>{preview.refusal.sentence}</p>
          <Chain links={preview.refusal.chain} />
        </>
      )}
      {preview.replaces && !preview.refusal && <Chain links={[preview.replaces]} />}
      {preview.joined.map((move) => (
        <p key={move.concept}>
          <Trans>
            The concept “{{ name: move.name }}” (
            <Plural value={{ titles: move.titles }} one="# title" other="# titles" />) joins “
            {{ intoName: move.into_name }}”.
          </Trans>
        </p>
      ))}
      {preview.parted.map((move) => (
        <p key={move.revived}>
          <Trans>
            “{{ revivedName: move.revived_name }}” (
            <Plural value={{ titles: move.titles }} one="# title" other="# titles" />) parts from “
            {{ name: move.name }}”.
          </Trans>
        </p>
      ))}
      <Inferred
        words={t`${plural({ count: preview.gained.count }, { one: "# inferred edge", other: "# inferred edges" })} gained`}
        edges={preview.gained}
      />
      <Inferred
        words={t`${plural({ count: preview.lost.count }, { one: "# inferred edge", other: "# inferred edges" })} lost`}
        edges={preview.lost}
      />
      <Impossible conflicts={preview.conflicts} />
      {preview.second_yes && <p>{preview.second_yes}</p>}
      {!preview.complete && (
        <small>
          <Trans>The neighbourhood is large; there may be more.</Trans>
        </small>
      )}
    </div>
  );
}

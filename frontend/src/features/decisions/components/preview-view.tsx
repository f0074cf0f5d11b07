import { Chain } from "@/components/chain";
import { StateMark } from "@/components/state-mark";
import { counted } from "@/lib/format";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation } from "@/relations/relations";

import type { InferredEdge, Preview } from "../api/preview";
import classes from "./decisions.module.css";

const OUTCOMES: Record<Preview["outcome"], string> = {
  added: "A new edge",
  replaced: "Replaces what stands",
  confirmed: "Confirms what stands",
  ended: "Takes the edge away",
  nothing: "Changes nothing in the graph",
  refused: "Would contradict the graph",
  outranked: "A stronger decision stands",
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
      <summary>
        {counted(edges.count, "inferred edge")} {words}
      </summary>
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
        Would make {conflicts.complete ? "" : "at least "}
        {counted(
          conflicts.count,
          "waiting proposal or decision",
          "waiting proposals or decisions",
        )}{" "}
        impossible
      </summary>
      <ul>
        {conflicts.sample.map((one) => (
          <li key={`${one.what}-${one.id}`}>
            {isRelation(one.relation) && (
              <RelationSentence a={one.title_a.text} relation={one.relation} b={one.title_b.text} />
            )}{" "}
            <small>({one.what})</small>
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
      <StateMark tone={tone}>{OUTCOMES[preview.outcome]}</StateMark>
      {preview.refusal && (
        <>
          <p>{preview.refusal.sentence}</p>
          <Chain links={preview.refusal.chain} />
        </>
      )}
      {preview.replaces && !preview.refusal && <Chain links={[preview.replaces]} />}
      {preview.joined.map((move) => (
        <p key={move.concept}>
          The concept “{move.name}” ({counted(move.titles, "title")}) joins “{move.into_name}”.
        </p>
      ))}
      {preview.parted.map((move) => (
        <p key={move.revived}>
          “{move.revived_name}” ({counted(move.titles, "title")}) parts from “{move.name}”.
        </p>
      ))}
      <Inferred words="gained" edges={preview.gained} />
      <Inferred words="lost" edges={preview.lost} />
      <Impossible conflicts={preview.conflicts} />
      {preview.second_yes && <p>{preview.second_yes}</p>}
      {!preview.complete && <small>The neighbourhood is large; there may be more.</small>}
    </div>
  );
}

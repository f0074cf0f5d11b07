import { t } from "@lingui/core/macro";

import { RelationGlyph } from "@/relations/glyph";
import { colourOf, type Relation, relationName } from "@/relations/relations";

import classes from "./graph.module.css";

const DRAWN: Relation[] = ["broader", "senior", "related"];

interface Props {
  hidden: ReadonlySet<string>;
  onToggle: (relation: string) => void;
}

/** Legend of the picture; a click hides a relation. */
export function RelationFilter({ hidden, onToggle }: Props) {
  return (
    <div className={classes.filter} role="group" aria-label={t`Relations shown`}>
      {DRAWN.map((relation) => (
        <button
          key={relation}
          type="button"
          style={{ "--rel": colourOf(relation) } as React.CSSProperties}
          aria-pressed={!hidden.has(relation)}
          onClick={() => onToggle(relation)}
        >
          <RelationGlyph relation={relation} size={15} />
          {relation === "related" ? relationName(relation) : `${relationName(relation)} →`}
        </button>
      ))}
    </div>
  );
}

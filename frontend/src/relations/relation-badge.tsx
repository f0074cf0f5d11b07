import { t } from "@lingui/core/macro";

import classes from "./relations.module.css";
import { RelationGlyph } from "./glyph";
import { colourOf, isRelation, type Judgement, relationName } from "./relations";

interface Props {
  relation: string;
  /** Without the word: for narrow columns; the word stays as the accessible name. */
  glyphOnly?: boolean;
}

/** A relation as sign, colour and word; the same everywhere. An empty relation is one taken back. */
export function RelationBadge({ relation, glyphOnly = false }: Props) {
  const known = isRelation(relation) || relation === "unsure";
  if (!known) return <span className={classes.takenBack}>{relation || t`taken back`}</span>;
  const judgement: Judgement = relation;
  const name = relationName(judgement);
  return (
    <span
      className={classes.badge}
      style={{ "--rel": colourOf(judgement) } as React.CSSProperties}
      {...(glyphOnly ? { role: "img", "aria-label": name, title: name } : {})}
    >
      <RelationGlyph relation={judgement} size={14} />
      {!glyphOnly && name}
    </span>
  );
}

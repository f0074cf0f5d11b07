import { RelationBadge } from "@/relations/relation-badge";

import classes from "./components.module.css";
import { TitleText } from "./title-text";

/** "line cook · junior · sous chef" on one line. */
export function PairText({ a, relation, b }: { a: string; relation: string; b: string }) {
  return (
    <span className={classes.pairText}>
      <TitleText>{a}</TitleText>
      <RelationBadge relation={relation} />
      <TitleText>{b}</TitleText>
    </span>
  );
}

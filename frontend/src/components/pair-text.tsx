import type { PairRef } from "@/api/shapes";
import { RelationBadge } from "@/relations/relation-badge";

import classes from "./components.module.css";
import { TitleText } from "./title-text";

/** "line cook · junior · sous chef" on one line. */
export function PairText({ pair, relation }: { pair: PairRef; relation?: string | undefined }) {
  return (
    <span className={classes.pairText}>
      <TitleText>{pair.title_a.text}</TitleText>
      <span>{relation === undefined ? "·" : <RelationBadge relation={relation} />}</span>
      <TitleText>{pair.title_b.text}</TitleText>
    </span>
  );
}

import classes from "./relations.module.css";
import { colourOf, type Judgement, sentenceParts } from "./relations";

interface Props {
  a: string;
  relation: Judgement;
  b: string;
}

/** "‘senior cook’ is more senior than ‘cook’", with the relation in its colour. */
export function RelationSentence({ a, relation, b }: Props) {
  const [middle, end] = sentenceParts(relation);
  return (
    <span className={classes.sentence}>
      <q>{a}</q> <b style={{ color: colourOf(relation) }}>{middle}</b> <q>{b}</q>
      {end && <b style={{ color: colourOf(relation) }}> {end}</b>}
    </span>
  );
}

import { Trans } from "@lingui/react/macro";

import classes from "./relations.module.css";
import { colourOf, type Judgement } from "./relations";

interface Props {
  a: string;
  relation: Judgement;
  b: string;
}

/** "‘senior cook’ is more senior than ‘cook’", with the relation in its colour. */
export function RelationSentence(props: Props) {
  return (
    <span
      className={classes.sentence}
      style={{ "--rel": colourOf(props.relation) } as React.CSSProperties}
    >
      <Sentence {...props} />
    </span>
  );
}

function Sentence({ a, relation, b }: Props) {
  switch (relation) {
    case "synonym":
      return (
        <Trans>
          <q>{a}</q> <b>means the same job as</b> <q>{b}</q>
        </Trans>
      );
    case "broader":
      return (
        <Trans>
          <q>{a}</q> <b>is a wider term than</b> <q>{b}</q>
        </Trans>
      );
    case "narrower":
      return (
        <Trans>
          <q>{a}</q> <b>is a kind of</b> <q>{b}</q>
        </Trans>
      );
    case "senior":
      return (
        <Trans>
          <q>{a}</q> <b>is more senior than</b> <q>{b}</q>
        </Trans>
      );
    case "junior":
      return (
        <Trans>
          <q>{a}</q> <b>is more junior than</b> <q>{b}</q>
        </Trans>
      );
    case "related":
      return (
        <Trans>
          <q>{a}</q> <b>is another job close to</b> <q>{b}</q>
        </Trans>
      );
    case "unrelated":
      return (
        <Trans>
          <q>{a}</q> <b>has nothing to do with</b> <q>{b}</q>
        </Trans>
      );
    case "unsure":
      return (
        <Trans>
          <q>{a}</q> <b>and</b> <q>{b}</q> <b>cannot be judged from the words</b>
        </Trans>
      );
  }
}

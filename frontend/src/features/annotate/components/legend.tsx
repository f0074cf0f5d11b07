import { t } from "@lingui/core/macro";

import { RelationGlyph } from "@/relations/glyph";
import { RelationSentence } from "@/relations/relation-sentence";
import { colourOf, type Judgement, relationName } from "@/relations/relations";

import { JUDGEMENTS, type KeyMap, keyName } from "../keys/key-map";
import classes from "./annotate.module.css";

interface Props {
  keys: KeyMap;
  first: string;
  second: string;
  onChoose: (relation: Judgement) => void;
  pressed: Judgement | null;
}

/** Every judgement with its key and the sentence it would state about this pair. Also the buttons. */
export function Legend({ keys, first, second, onChoose, pressed }: Props) {
  return (
    <div
      className={classes.legend}
      role="group"
      aria-label={t`What is the first title to the second?`}
    >
      {JUDGEMENTS.map((relation) => (
        <button
          key={relation}
          type="button"
          className={classes.choice}
          style={{ "--rel": colourOf(relation) } as React.CSSProperties}
          data-pressed={pressed === relation || undefined}
          data-relation={relation}
          onClick={() => onChoose(relation)}
          aria-keyshortcuts={keys[relation][0]?.toUpperCase()}
        >
          <kbd>{keyName(keys[relation][0] ?? "")}</kbd>
          <span className={classes.choiceWord}>
            <RelationGlyph relation={relation} />
            {relationName(relation)}
          </span>
          <span className={classes.choiceSentence}>
            <RelationSentence a={first} relation={relation} b={second} />
          </span>
        </button>
      ))}
    </div>
  );
}

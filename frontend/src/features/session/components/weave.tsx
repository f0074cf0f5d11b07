import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { say } from "@/lib/texts";
import { linkWords, type Relation } from "@/relations/relations";

import classes from "./login.module.css";

const LADDER: readonly (readonly [word: MessageDescriptor, toTheNext: Relation | null])[] = [
  [msg`chief engineer`, "senior"],
  [msg`principal engineer`, "senior"],
  [msg`software engineer`, "synonym"],
  [msg`software developer`, "broader"],
  [msg`backend developer`, "related"],
  [msg`site reliability engineer`, null],
];

/** The picture of the product: titles as knots, relations as the threads between them. */
export function Weave() {
  return (
    <ol className={classes.weave}>
      {LADDER.map(([word, relation]) => (
        <li
          key={word.id}
          style={{ "--rel": `var(--rel-${relation ?? "related"})` } as React.CSSProperties}
        >
          <span className={classes.word}>{say(word)}</span>
          {relation && <span className={classes.says}>{linkWords(relation)}</span>}
        </li>
      ))}
    </ol>
  );
}

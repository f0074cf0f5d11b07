import { linkWords, type Relation } from "@/relations/relations";

import classes from "./login.module.css";

const LADDER: readonly (readonly [word: string, toTheNext: Relation | null])[] = [
  ["chief engineer", "senior"],
  ["principal engineer", "senior"],
  ["software engineer", "synonym"],
  ["software developer", "broader"],
  ["backend developer", "related"],
  ["site reliability engineer", null],
];

/** The picture of the product: titles as knots, relations as the threads between them. */
export function Weave() {
  return (
    <ol className={classes.weave}>
      {LADDER.map(([word, relation]) => (
        <li
          key={word}
          style={{ "--rel": `var(--rel-${relation ?? "related"})` } as React.CSSProperties}
        >
          <span className={classes.word}>{word}</span>
          {relation && <span className={classes.says}>{linkWords(relation)}</span>}
        </li>
      ))}
    </ol>
  );
}

import classes from "./login.module.css";

const WORDS = [
  ["chief engineer", "senior"],
  ["principal engineer", "senior"],
  ["software engineer", "synonym"],
  ["software developer", "synonym"],
  ["backend developer", "broader"],
  ["site reliability engineer", "related"],
] as const;

/** The picture of the product: titles as threads, relations as the weft between them. */
export function Weave() {
  return (
    <div className={classes.weave}>
      {WORDS.map(([word, relation], row) => (
        <div key={word} className={classes.thread} style={{ "--i": row } as React.CSSProperties}>
          <span className={classes.knot} style={{ background: `var(--rel-${relation})` }} />
          <span className={classes.word}>{word}</span>
        </div>
      ))}
    </div>
  );
}

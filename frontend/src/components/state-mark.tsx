import classes from "./components.module.css";

export type Tone = "good" | "warn" | "bad" | "calm";

const TONES: Record<Tone, string> = {
  good: "var(--tl-good)",
  warn: "var(--tl-warn)",
  bad: "var(--tl-bad)",
  calm: "var(--tl-dim)",
};

/** A state as a word with a dot before it. */
export function StateMark({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={classes.state} style={{ "--tone": TONES[tone] } as React.CSSProperties}>
      {children}
    </span>
  );
}

import { t } from "@lingui/core/macro";

import type { Verdict } from "../api/versions";
import classes from "./models.module.css";

/** What the gate says, rule by rule, with its figures. */
export function VerdictView({ verdict }: { verdict: Partial<Verdict> }) {
  return (
    <ul className={classes.verdict} aria-label={t`The gate's verdict`}>
      {(verdict.rules ?? []).map((rule) => (
        <li key={rule.rule}>
          <span
            style={{ color: rule.passed ? "var(--tl-good)" : "var(--tl-bad)" }}
            aria-hidden="true"
          >
            {rule.passed ? "✓" : "✕"}
          </span>
          <span>
            <span className="visually-hidden">{rule.passed ? t`Kept:` : t`Broken:`} </span>
            {rule.sentence}
          </span>
        </li>
      ))}
    </ul>
  );
}

import { t } from "@lingui/core/macro";

import { decimals } from "@/lib/format";

import classes from "./review.module.css";

/** A calibrated score as a short bar and a number. */
export function Score({ value }: { value: number }) {
  return (
    <span className={classes.score} title={t`calibrated score ${{ value: decimals(value) }}`}>
      <span style={{ width: `${Math.round(value * 100)}%` }} aria-hidden="true" />
      <b>{decimals(value, 2)}</b>
    </span>
  );
}

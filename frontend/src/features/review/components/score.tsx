import classes from "./review.module.css";

/** A calibrated score as a short bar and a number. */
export function Score({ value }: { value: number }) {
  return (
    <span className={classes.score} title={`calibrated score ${value.toFixed(3)}`}>
      <span style={{ width: `${Math.round(value * 100)}%` }} aria-hidden="true" />
      <b>{value.toFixed(2)}</b>
    </span>
  );
}

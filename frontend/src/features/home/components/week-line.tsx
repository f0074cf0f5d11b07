import { t } from "@lingui/core/macro";

import { niceTicks } from "@/components/charts/scale";
import { compact, count, dayOf } from "@/lib/format";

import classes from "./home.module.css";

const WIDTH = 300;
const HEIGHT = 118;
const LEFT = 42;
const BOTTOM = 18;
const TOP = 8;

/** A number at the end of each week, from the first to this one. */
export function WeekLine({
  label,
  weeks,
  values,
}: {
  label: string;
  weeks: string[];
  values: number[];
}) {
  const ticks = niceTicks(0, Math.max(1, ...values)).filter(
    (_, at, all) => at % 2 === 0 || all.length < 5,
  );
  const top = Math.max(ticks.at(-1) ?? 1, ...values);
  const x = (at: number) => LEFT + (at / Math.max(1, values.length - 1)) * (WIDTH - LEFT - 4);
  const y = (value: number) => TOP + (1 - value / top) * (HEIGHT - BOTTOM - TOP);
  const line = values.map((value, at) => `${at === 0 ? "M" : "L"}${x(at)} ${y(value)}`).join("");
  const [first, last] = [weeks[0], weeks.at(-1)];
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      className={classes.line}
      aria-label={t`${label}: from ${{ before: count(values[0] ?? 0) }} in the week of ${{ week: first ? dayOf(first) : "" }} to ${{ now: count(values.at(-1) ?? 0) }} now`}
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
          <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end">
            {compact(tick)}
          </text>
        </g>
      ))}
      <path d={line} />
      {first && (
        <text x={LEFT} y={HEIGHT - 3}>
          {dayOf(first)}
        </text>
      )}
      {last && (
        <text x={WIDTH} y={HEIGHT - 3} textAnchor="end">
          {dayOf(last)}
        </text>
      )}
    </svg>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { dayOf } from "@/lib/format";

import type { Figure, Week } from "../api/team";
import classes from "./team.module.css";

const WIDTH = 360;
const HEIGHT = 120;
const LEFT = 34;
const BOTTOM = 18;

/** A share week by week with its interval, as a dot on a line of doubt. Weeks without a figure are left empty. */
export function WeeksChart({
  weeks,
  of,
  label,
}: {
  weeks: Week[];
  of: (week: Week) => Figure;
  label: string;
}) {
  const step = (WIDTH - LEFT) / weeks.length;
  const y = (share: number) => 6 + (1 - share) * (HEIGHT - BOTTOM - 6);
  const known = weeks.flatMap((week, at) => {
    const { value, low, high, n } = of(week);
    return value === undefined || value === null
      ? []
      : [{ at, week: week.week, value, low: low ?? value, high: high ?? value, n }];
  });
  const said = known.map(
    ({ week, value, n }) =>
      t`${{ week: dayOf(week) }} ${{ share: Math.round(value * 100) }} % of ${n}`,
  );
  return (
    <figure className={classes.chart}>
      <figcaption>{label}</figcaption>
      {known.length === 0 ? (
        <p>
          <Trans>Nothing to measure yet.</Trans>
        </p>
      ) : (
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role="img"
          aria-label={`${label}: ${said.join(", ")}`}
        >
          {[0, 0.5, 1].map((share) => (
            <g key={share}>
              <line x1={LEFT} x2={WIDTH} y1={y(share)} y2={y(share)} className={classes.grid} />
              <text x={LEFT - 6} y={y(share) + 3} textAnchor="end">
                {share * 100}
              </text>
            </g>
          ))}
          {known.map(({ at, value, low, high }) => {
            const x = LEFT + (at + 0.5) * step;
            return (
              <g key={at}>
                <line x1={x} x2={x} y1={y(low)} y2={y(high)} className={classes.doubt} />
                <circle cx={x} cy={y(value)} r={3.5} className={classes.dot} />
              </g>
            );
          })}
          {weeks.map((week, at) =>
            at % 4 === 0 ? (
              <text key={week.week} x={LEFT + (at + 0.5) * step} y={HEIGHT - 4} textAnchor="middle">
                {dayOf(week.week)}
              </text>
            ) : null,
          )}
        </svg>
      )}
    </figure>
  );
}

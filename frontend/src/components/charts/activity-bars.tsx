import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import classes from "./charts.module.css";

export interface DayCount {
  day: string;
  annotations: number;
  decisions: number;
}

const HEIGHT = 96;
const STEP = 26;

/** Annotations and decisions a day, as pairs of bars. */
export function ActivityBars({ days }: { days: DayCount[] }) {
  const top = Math.max(1, ...days.map((day) => Math.max(day.annotations, day.decisions)));
  const scale = (value: number) => (value === 0 ? 0 : Math.max(2, (value / top) * HEIGHT));
  const total = days.reduce((sum, day) => sum + day.annotations, 0);
  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 0 ${days.length * STEP} ${HEIGHT + 20}`}
        role="img"
        aria-label={t`${plural(total, { one: "# annotation", other: "# annotations" })} in the last ${plural({ days: days.length }, { one: "day", other: "# days" })}, at most ${top} on one day`}
        className={classes.bars}
      >
        <line
          x1="0"
          x2={days.length * STEP}
          y1={HEIGHT + 0.5}
          y2={HEIGHT + 0.5}
          className={classes.axis}
        />
        {days.map((day, index) => (
          <g key={day.day} transform={`translate(${index * STEP + 4} 0)`}>
            <title>{t`${{ day: day.day }}: ${plural({ annotations: day.annotations }, { one: "# annotation", other: "# annotations" })}, ${plural({ decisions: day.decisions }, { one: "# decision", other: "# decisions" })}`}</title>
            <rect
              className={classes.barFirst}
              y={HEIGHT - scale(day.annotations)}
              width="8"
              height={scale(day.annotations)}
              rx="1.5"
            />
            <rect
              className={classes.barSecond}
              x="10"
              y={HEIGHT - scale(day.decisions)}
              width="8"
              height={scale(day.decisions)}
              rx="1.5"
            />
            {index % 2 === (days.length - 1) % 2 && (
              <text x="9" y={HEIGHT + 15} textAnchor="middle" className={classes.tick}>
                {day.day.slice(8)}
              </text>
            )}
          </g>
        ))}
      </svg>
      <figcaption>
        <span className={classes.first}>
          <Trans>annotations</Trans>
        </span>
        <span className={classes.second}>
          <Trans>decisions</Trans>
        </span>
      </figcaption>
    </figure>
  );
}

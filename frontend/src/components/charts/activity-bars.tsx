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
        aria-label={`${total} annotations in the last ${days.length} days, at most ${top} on one day`}
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
            <title>{`${day.day}: ${day.annotations} annotations, ${day.decisions} decisions`}</title>
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
        <span className={classes.first}>annotations</span>
        <span className={classes.second}>decisions</span>
      </figcaption>
    </figure>
  );
}

import { Trans } from "@lingui/react/macro";

import { decimals, significant } from "@/lib/format";

import classes from "./charts.module.css";
import { niceTicks, thin } from "./scale";

export interface Series {
  name: string;
  points: readonly (readonly [number, number])[];
  /** A second line of the same chart. */
  dashed?: boolean;
  /** A part of the way with a measure of its own: named in the drawing, where it begins. */
  isPart?: boolean;
}

const WIDTH = 560;
const HEIGHT = 190;
const LEFT = 46;
const BOTTOM = 22;
const MOST_POINTS = 400;

/** One or two lines over steps. */
export function LineChart({ series, label }: { series: Series[]; label: string }) {
  const all = series.flatMap((one) => one.points);
  if (all.length === 0)
    return (
      <p className={classes.none}>
        <Trans>Nothing to draw yet.</Trans>
      </p>
    );
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs, Math.min(...xs) + 1)];
  const ticks = niceTicks(Math.min(...ys), Math.max(...ys));
  const [y0, y1] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const px = (x: number) => LEFT + ((x - x0) / (x1 - x0)) * (WIDTH - LEFT - 8);
  const py = (y: number) => 8 + (1 - (y - y0) / (y1 - y0)) * (HEIGHT - BOTTOM - 8);
  const parts = series.filter((one) => one.isPart && one.points.length > 0);
  const last = series.map((one) => `${one.name} ${decimals(one.points.at(-1)?.[1])}`);

  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className={classes.chart}
        role="img"
        aria-label={`${label}: ${last.join(", ")}`}
      >
        {ticks.map((tick) => (
          <g key={tick}>
            <line x1={LEFT} x2={WIDTH - 8} y1={py(tick)} y2={py(tick)} className={classes.grid} />
            <text x={LEFT - 6} y={py(tick) + 3.5} textAnchor="end" className={classes.tick}>
              {significant(tick)}
            </text>
          </g>
        ))}
        <text x={LEFT} y={HEIGHT - 5} className={classes.tick}>
          <Trans>step {{ x0: Math.round(x0) }}</Trans>
        </text>
        <text x={WIDTH - 8} y={HEIGHT - 5} textAnchor="end" className={classes.tick}>
          {Math.round(x1)}
        </text>
        {parts.map((one) => (
          <g key={one.name}>
            <line
              x1={px(one.points[0]?.[0] ?? x0)}
              x2={px(one.points[0]?.[0] ?? x0)}
              y1={4}
              y2={HEIGHT - BOTTOM}
              className={classes.partEdge}
            />
            <text x={px(one.points[0]?.[0] ?? x0) + 5} y={13} className={classes.tick}>
              {one.name}
            </text>
          </g>
        ))}
        {series.map((one) => (
          <polyline
            key={one.name}
            className={one.dashed ? classes.lineSecond : classes.line}
            points={thin(one.points, MOST_POINTS)
              .map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`)
              .join(" ")}
          />
        ))}
      </svg>
      {parts.length === 0 && (
        <figcaption>
          {series.map((one) => (
            <span key={one.name} className={one.dashed ? classes.second : classes.first}>
              {one.name}
            </span>
          ))}
        </figcaption>
      )}
    </figure>
  );
}

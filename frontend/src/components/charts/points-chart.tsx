import { plural, t } from "@lingui/core/macro";

import { count, decimals, significant } from "@/lib/format";

import classes from "./charts.module.css";
import { niceTicks } from "./scale";

export interface ChartPoint {
  x: number;
  y: number;
  low: number;
  high: number;
  name: string;
}

interface Props {
  label: string;
  /** What the numbers below mean, such as "labels". */
  unit: string;
  points: readonly ChartPoint[];
  /** A fitted line. */
  line: readonly (readonly [number, number])[];
}

const WIDTH = 640;
const HEIGHT = 260;
const LEFT = 46;
const RIGHT = 40;
const TOP = 14;
const BOTTOM = 26;
const NAME_WIDTH = 34;
const NAME_HEIGHT = 11;

/** Which places have room for a name beside them, the later ones first. */
function apart(places: readonly (readonly [number, number])[]): Set<number> {
  const kept = new Set<number>();
  for (const [number, [x, y]] of [...places.entries()].reverse()) {
    const isFree = [...kept].every((other) => {
      const [otherX, otherY] = places[other] ?? [0, 0];
      return Math.abs(x - otherX) > NAME_WIDTH || Math.abs(y - otherY) > NAME_HEIGHT;
    });
    if (isFree) kept.add(number);
  }
  return kept;
}

/** Points with their intervals over a scale that is shown in logarithms, and a line through them. */
export function PointsChart({ label, unit, points, line }: Props) {
  const xs = [...points.map((point) => point.x), ...line.map(([x]) => x)];
  const ys = [...points.flatMap(({ low, high }) => [low, high]), ...line.map(([, y]) => y)];
  const [least, most] = [Math.log(Math.min(...xs)), Math.log(Math.max(...xs))];
  const ticks = niceTicks(Math.min(...ys), Math.max(...ys));
  const [y0, y1] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const px = (x: number) =>
    most === least
      ? (LEFT + WIDTH - RIGHT) / 2
      : LEFT + 12 + ((Math.log(x) - least) / (most - least)) * (WIDTH - LEFT - RIGHT - 12);
  const py = (y: number) => TOP + (1 - (y - y0) / (y1 - y0)) * (HEIGHT - TOP - BOTTOM);
  const last = points.at(-1);
  const named = apart(points.map((point) => [px(point.x), py(point.y)] as const));
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.chart}
      role="img"
      aria-label={
        last
          ? t`${label}: ${plural({ versions: points.length }, { one: "# version", other: "# versions" })}, the last ${{ name: last.name }} at ${{ score: decimals(last.y) }}`
          : label
      }
    >
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={LEFT} x2={WIDTH - 8} y1={py(tick)} y2={py(tick)} className={classes.grid} />
          <text x={LEFT - 6} y={py(tick) + 3.5} textAnchor="end" className={classes.tick}>
            {significant(tick)}
          </text>
        </g>
      ))}
      {[...new Set([Math.min(...xs), Math.max(...xs)])].map((x, index) => (
        <text
          key={x}
          x={px(x)}
          y={HEIGHT - 7}
          textAnchor={index === 0 ? "start" : "end"}
          className={classes.tick}
        >
          {count(x)} {unit}
        </text>
      ))}
      {line.length > 0 && (
        <polyline
          className={classes.fit}
          points={line.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(" ")}
        />
      )}
      {points.map((point, place) => (
        <g key={`${point.name} ${point.x}`}>
          <line
            x1={px(point.x)}
            x2={px(point.x)}
            y1={py(point.low)}
            y2={py(point.high)}
            className={classes.interval}
          />
          <circle cx={px(point.x)} cy={py(point.y)} r={4} className={classes.point}>
            <title>{t`${{ name: point.name }}: ${{ score: decimals(point.y) }} with ${{ x: count(point.x) }} ${unit}`}</title>
          </circle>
          {named.has(place) && (
            <text x={px(point.x) + 7} y={py(point.y) - 6} className={classes.tick}>
              {point.name}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

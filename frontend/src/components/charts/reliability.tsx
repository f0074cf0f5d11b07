import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { decimals, percent } from "@/lib/format";

import classes from "./charts.module.css";

export interface Bin {
  low: number;
  high: number;
  count: number;
  confidence: number;
  accuracy: number;
}

const SIZE = 220;
const PAD = 26;

/** How often the model is right when it is so and so sure; on the diagonal it is honest. */
export function Reliability({ bins, ece }: { bins: Bin[]; ece: number }) {
  const filled = bins.filter((bin) => bin.count > 0);
  const most = Math.max(1, ...filled.map((bin) => bin.count));
  const at = (share: number) => PAD + share * (SIZE - PAD - 10);
  return (
    <figure className={classes.figure}>
      <svg
        viewBox={`0 0 ${SIZE} ${SIZE}`}
        width={SIZE}
        className={classes.chart}
        role="img"
        aria-label={t`Reliability: expected calibration error ${{ ece: decimals(ece) }}`}
      >
        {[0, 0.5, 1].map((tick) => (
          <g key={tick}>
            <line
              x1={at(0)}
              x2={at(1)}
              y1={SIZE - at(tick)}
              y2={SIZE - at(tick)}
              className={classes.grid}
            />
            <text x={at(0) - 4} y={SIZE - at(tick) + 3} textAnchor="end" className={classes.tick}>
              {tick}
            </text>
            <text x={at(tick)} y={SIZE - at(0) + 13} textAnchor="middle" className={classes.tick}>
              {tick}
            </text>
          </g>
        ))}
        <line
          x1={at(0)}
          y1={SIZE - at(0)}
          x2={at(1)}
          y2={SIZE - at(1)}
          className={classes.lineSecond}
        />
        {filled.map((bin) => (
          <circle
            key={bin.low}
            cx={at(bin.confidence)}
            cy={SIZE - at(bin.accuracy)}
            r={2.5 + 6 * Math.sqrt(bin.count / most)}
            className={classes.dot}
          >
            <title>
              {t`${plural({ pairs: bin.count }, { one: "# pair", other: "# pairs" })}: ${{ confidence: percent(bin.confidence) }} sure, ${{ accuracy: percent(bin.accuracy) }} right`}
            </title>
          </circle>
        ))}
      </svg>
      <figcaption>
        <Trans>sure (across) and right (up); ECE {{ ece: decimals(ece) }}</Trans>
      </figcaption>
    </figure>
  );
}

import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { PointsChart } from "@/components/charts/points-chart";
import { EmptyState } from "@/components/empty-state";
import { Facts } from "@/components/facts";
import { Panel } from "@/components/panel";
import { count, decimals, percent, signed } from "@/lib/format";
import { say } from "@/lib/texts";

import { learningCurveQuery, type LearningCurve as Curve } from "../api/cell-pairs";
import classes from "./models.module.css";

const AHEAD = ["200", "500", "1000", "2000", "5000"];

type Outlook = NonNullable<Curve["outlook"]>;

const VERDICTS: Record<Outlook["verdict"], { head: MessageDescriptor; tone: string }> = {
  go_on: { head: msg`Go on: more labels are worth it`, tone: "good" },
  unclear: { head: msg`It cannot be told yet`, tone: "warn" },
  enough: { head: msg`Enough: more of the same will hardly help`, tone: "bad" },
};

/** Whether more labels are worth their work, as a bar whose mark is the gain that is worth it. */
function StopMeter({ curve, outlook }: { curve: Curve; outlook: Outlook }) {
  const most = Math.max(outlook.high, 2 * curve.worth, 0.001);
  const at = (value: number) => `${Math.min(100, Math.max(0, (value / most) * 100))}%`;
  const { head, tone } = VERDICTS[outlook.verdict];
  return (
    <>
      <p className={classes.verdict} data-tone={tone}>
        {say(head)}
      </p>
      <div className={classes.meter} aria-hidden="true">
        <span
          className={classes.meterRange}
          style={{ left: at(outlook.low), width: `calc(${at(outlook.high)} - ${at(outlook.low)})` }}
        />
        <span className={classes.meterGain} style={{ left: at(outlook.gain) }} />
        <span className={classes.meterWorth} style={{ left: at(curve.worth) }}>
          <small>
            <Trans>worth it</Trans>
          </small>
        </span>
      </div>
      <p className={classes.dim}>
        <Trans>
          {{ more: count(curve.more) }} more labels are likely to bring{" "}
          {{ gain: signed(outlook.gain) }} macro-F1 ({{ low: signed(outlook.low) }} to{" "}
          {{ high: signed(outlook.high) }}); {{ worth: signed(curve.worth) }} would be worth it.
        </Trans>
      </p>
    </>
  );
}

function Steadiness({ found }: { found: NonNullable<Curve["steadiness"]> }) {
  return (
    <Panel title={t`Does it still change its mind?`}>
      <Facts
        of={[
          [t`Compared`, t`${{ newest: found.newest }} with ${{ former: found.former }}`],
          [
            t`The same word`,
            t`${{ same: percent(found.same / found.pairs) }} of ${plural({ pairs: found.pairs }, { one: "# pair", other: "# pairs" })}`,
          ],
          [t`Agreement above chance`, decimals(found.kappa)],
        ]}
      />
      <p className={classes.dim} style={{ marginBottom: 0 }}>
        <Trans>
          Models that agree at 0.99 or more have little to learn from more labels of the same kind.
        </Trans>
      </p>
    </Panel>
  );
}

/** Quality over the number of labels, and the meter by which to stop. */
export function LearningCurve() {
  const [more, setMore] = useState("1000");
  const curve = useQuery(learningCurveQuery(Number(more)));
  return (
    <Bound query={curve} lines={6}>
      {(found) =>
        found.points.length === 0 ? (
          <EmptyState title={t`No version was tested yet`}>
            <Trans>Train one: each version is a point of the curve.</Trans>
          </EmptyState>
        ) : (
          <div className={classes.columns}>
            <Panel title={t`Macro-F1 over the labels it learned from`}>
              <PointsChart
                label={t`Learning curve`}
                unit={t`labels`}
                points={found.points.map((point) => ({
                  x: point.labels,
                  y: point.macro_f1,
                  low: point.low,
                  high: point.high,
                  name: point.part ? t`part of ${{ version: point.version }}` : point.version,
                }))}
                line={(found.outlook?.curve ?? []).flatMap(([x, y]) =>
                  x === undefined || y === undefined ? [] : [[x, y] as const],
                )}
              />
              <p className={classes.dim} style={{ marginBottom: 0 }}>
                <Trans>
                  Each with its 95 % interval, on test pairs that stay the same while labels are
                  added.
                </Trans>
              </p>
            </Panel>
            <div className={classes.stack}>
              <Panel
                title={t`Are more labels worth it?`}
                aside={
                  <Select
                    size="xs"
                    w={120}
                    aria-label={t`How many more labels`}
                    allowDeselect={false}
                    value={more}
                    onChange={(value) => setMore(value ?? "1000")}
                    data={AHEAD.map((value) => ({
                      value,
                      label: t`${{ labels: count(Number(value)) }} more`,
                    }))}
                  />
                }
              >
                {found.outlook ? (
                  <StopMeter curve={found} outlook={found.outlook} />
                ) : (
                  <p className={classes.dim} style={{ margin: 0 }}>
                    <Trans>
                      It takes three versions whose numbers of labels differ by a third or more to
                      tell. Train again when more was decided, or train with “Trace the learning
                      curve”.
                    </Trans>
                  </p>
                )}
              </Panel>
              {found.steadiness && <Steadiness found={found.steadiness} />}
            </div>
          </div>
        )
      }
    </Bound>
  );
}

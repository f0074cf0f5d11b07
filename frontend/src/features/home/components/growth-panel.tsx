import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { count, percent } from "@/lib/format";
import { say } from "@/lib/texts";

import { type Growth, growthQuery } from "../api/home";
import classes from "./home.module.css";
import { WeekLine } from "./week-line";

type Week = Growth["weeks"][number];

const LINES: {
  name: MessageDescriptor;
  of: (week: Week) => number;
  told: (week: Week) => string;
}[] = [
  {
    name: msg`Labels`,
    of: (week) => week.labels,
    told: (week) =>
      plural({ labels: week.labels }, { one: "# judgement stands", other: "# judgements stand" }),
  },
  {
    name: msg`Edges`,
    of: (week) => week.edges,
    told: (week) =>
      plural({ edges: week.edges }, { one: "# edge in the graph", other: "# edges in the graph" }),
  },
  {
    name: msg`Coverage, in %`,
    of: (week) => (week.coverage ?? 0) * 100,
    told: (week) =>
      week.coverage === null
        ? t`no titles yet`
        : t`${{ coverage: percent(week.coverage) }} of ${{ titles: count(week.titles) }} titles stand in the graph`,
  },
];

/** Labels, edges and coverage over the last half year. */
export default function GrowthPanel() {
  const growth = useQuery(growthQuery);
  return (
    <Panel title={t`The last half year, week by week`}>
      <Bound query={growth} lines={4}>
        {({ weeks }) => (
          <div className={classes.growth}>
            {LINES.map(({ name, of, told }) => {
              const now = weeks.at(-1);
              return (
                <div key={name.id}>
                  <h3>{say(name)}</h3>
                  <p>{now ? told(now) : ""}</p>
                  <WeekLine
                    label={say(name)}
                    weeks={weeks.map(({ week }) => week)}
                    values={weeks.map(of)}
                  />
                </div>
              );
            })}
          </div>
        )}
      </Bound>
    </Panel>
  );
}

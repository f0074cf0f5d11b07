import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { count, percent } from "@/lib/format";

import { type Growth, growthQuery } from "../api/home";
import classes from "./home.module.css";
import { WeekLine } from "./week-line";

type Week = Growth["weeks"][number];

const LINES: { name: string; of: (week: Week) => number; say: (week: Week) => string }[] = [
  {
    name: "Labels",
    of: (week) => week.labels,
    say: (week) => `${count(week.labels)} judgements stand`,
  },
  {
    name: "Edges",
    of: (week) => week.edges,
    say: (week) => `${count(week.edges)} edges in the graph`,
  },
  {
    name: "Coverage, in %",
    of: (week) => (week.coverage ?? 0) * 100,
    say: (week) =>
      week.coverage === null
        ? "no titles yet"
        : `${percent(week.coverage)} of ${count(week.titles)} titles stand in the graph`,
  },
];

/** Labels, edges and coverage over the last half year. */
export function GrowthPanel() {
  const growth = useQuery(growthQuery);
  return (
    <Panel title="The last half year, week by week">
      <Bound query={growth} lines={4}>
        {({ weeks }) => (
          <div className={classes.growth}>
            {LINES.map(({ name, of, say }) => {
              const now = weeks.at(-1);
              return (
                <div key={name}>
                  <h3>{name}</h3>
                  <p>{now ? say(now) : ""}</p>
                  <WeekLine
                    label={name}
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

import { Popover, Stack, Switch, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";

import { useWho } from "@/features/session/use-who";
import { count, counted } from "@/lib/format";

import type { Pace } from "../api/queue";
import classes from "./annotate.module.css";

/** How far one is, quietly: figures that say nothing about anybody else, and can be put away. */
export function Standing({ progress, pace }: { progress: Pace; pace: number | null }) {
  const [isHidden, setHidden] = useLocalStorage({
    key: `titleloom.figures-hidden.${useWho().id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  return (
    <Popover width={300} position="bottom-end" shadow="md">
      <Popover.Target>
        <UnstyledButton className={classes.figures} aria-label={isHidden ? "Progress" : undefined}>
          {isHidden ? (
            "progress"
          ) : (
            <span className="numbers">
              <b>{count(progress.done_today)}</b> today · {count(progress.open)} open
            </span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" fz="sm">
          <dl className={classes.standingFacts}>
            <dt>Today</dt>
            <dd>{counted(progress.done_today, "answer")}</dd>
            <dt>In all</dt>
            <dd>{counted(progress.done_total, "answer")}</dd>
            <dt>Pace</dt>
            <dd>
              {pace === null ? "after a few answers" : `about ${count(Math.round(pace))} a minute`}
            </dd>
            <dt>In a row</dt>
            <dd>
              {progress.days_in_a_row === 0
                ? "begins with the next answer"
                : `${counted(progress.days_in_a_row, "day")}; a free weekend does not end it`}
            </dd>
            <dt>Open</dt>
            <dd>{counted(progress.open, "pair")} for everybody together</dd>
          </dl>
          <span className={classes.calm}>
            There is no goal to reach. Care counts: a pair that takes a minute is worth the minute.
          </span>
          <Switch
            size="xs"
            label="Show the figures at the desk"
            checked={!isHidden}
            onChange={(event) => setHidden(!event.currentTarget.checked)}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

import { ph, plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Popover, Stack, Switch, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";

import { useWho } from "@/features/session/use-who";
import { count } from "@/lib/format";

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
        <UnstyledButton className={classes.figures} aria-label={isHidden ? t`Progress` : undefined}>
          {isHidden ? (
            t`progress`
          ) : (
            <span className="numbers">
              <Trans>
                <b>{ph({ doneToday: count(progress.done_today) })}</b> today ·{" "}
                {{ open: count(progress.open) }} open
              </Trans>
            </span>
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" fz="sm">
          <dl className={classes.standingFacts}>
            <dt>
              <Trans>Today</Trans>
            </dt>
            <dd>
              {plural({ doneToday: progress.done_today }, { one: "# answer", other: "# answers" })}
            </dd>
            <dt>
              <Trans>In all</Trans>
            </dt>
            <dd>
              {plural({ doneTotal: progress.done_total }, { one: "# answer", other: "# answers" })}
            </dd>
            <dt>
              <Trans>Pace</Trans>
            </dt>
            <dd>
              {pace === null
                ? t`after a few answers`
                : t`about ${{ pace: count(Math.round(pace)) }} a minute`}
            </dd>
            <dt>
              <Trans>In a row</Trans>
            </dt>
            <dd>
              {progress.days_in_a_row === 0
                ? t`begins with the next answer`
                : t`${plural({ daysInARow: progress.days_in_a_row }, { one: "# day", other: "# days" })}; a free weekend does not end it`}
            </dd>
            <dt>
              <Trans>Open</Trans>
            </dt>
            <dd>
              <Trans>
                <Plural value={{ open: progress.open }} one="# pair" other="# pairs" /> for
                everybody together
              </Trans>
            </dd>
          </dl>
          <span className={classes.calm}>
            <Trans>
              There is no goal to reach. Care counts: a pair that takes a minute is worth the
              minute.
            </Trans>
          </span>
          <Switch
            size="xs"
            label={t`Show the figures at the desk`}
            checked={!isHidden}
            onChange={(event) => setHidden(!event.currentTarget.checked)}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

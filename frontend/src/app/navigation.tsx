import { t } from "@lingui/core/macro";
import { Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { NavLink } from "react-router";

import { homeQuery, type Waiting } from "@/features/home/api/home";
import { useWho } from "@/features/session/use-who";
import { count } from "@/lib/format";
import { say } from "@/lib/texts";

import { AREA_GROUPS } from "./areas";
import classes from "./shell.module.css";

const WAITS: Record<string, keyof Waiting> = {
  "/annotate": "open_tasks",
  "/review": "open_proposals",
  "/adjudicate": "disputed",
  "/conflicts": "conflicts",
  "/feedback": "feedback",
  "/people": "people",
};

function short(value: number): string {
  return value >= 10_000 ? `${Math.floor(value / 1000)}k` : count(value);
}

/** Areas the person may enter, with how much waits in each. */
export function Navigation({ compact, onChoose }: { compact: boolean; onChoose?: () => void }) {
  const { scopes } = useWho();
  const home = useQuery(homeQuery);
  const groups = AREA_GROUPS.map((group) => ({
    ...group,
    areas: group.areas.filter((area) => area.scopes.some((scope) => scopes.includes(scope))),
  })).filter((group) => group.areas.length > 0);

  return (
    <nav className={classes.nav} aria-label={t`Areas`}>
      {groups.map((group) => (
        <div key={group.areas[0]?.path} className={classes.group}>
          <div className={classes.groupName} aria-hidden={compact}>
            {say(group.name)}
          </div>
          {group.areas.map(({ path, name, icon: Icon }) => {
            const waits = WAITS[path] && home.data ? home.data.waiting[WAITS[path]] : 0;
            return (
              <Tooltip key={path} label={say(name)} position="right" disabled={!compact}>
                <NavLink
                  to={path}
                  end={path === "/"}
                  className={classes.link ?? ""}
                  {...(onChoose ? { onClick: onChoose } : {})}
                >
                  <Icon size={18} stroke={1.7} aria-hidden="true" />
                  <span className={classes.linkName}>{say(name)}</span>
                  {waits > 0 && (
                    <span
                      className={classes.waits}
                      aria-label={t`${{ waits: count(waits) }} waiting`}
                    >
                      {short(waits)}
                    </span>
                  )}
                </NavLink>
              </Tooltip>
            );
          })}
        </div>
      ))}
    </nav>
  );
}

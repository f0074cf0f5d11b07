import { useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  IconActivity,
  IconBook2,
  IconDeviceDesktop,
  IconKey,
  IconLogout,
  IconMoon,
  IconPlayerPlay,
  IconSchool,
  IconSun,
  IconTable,
  IconTicket,
} from "@tabler/icons-react";
import { useNavigate } from "react-router";

import { changeSession, logOut, type Scope } from "@/features/session/api/session";
import { useWho } from "@/features/session/use-who";

import { AREA_GROUPS, type Area } from "../areas";
import type { Matchable } from "./match";

export interface Entry extends Matchable {
  /** Unique among all that are listed. */
  id: string;
  icon: Area["icon"];
  /** What stands small behind the name. */
  note?: string;
  run: () => void;
}

/** Words beside the names of areas by which people look for them. */
const ALSO: Record<string, string> = {
  "/": "start overview dashboard",
  "/annotate": "judge label pairs queue",
  "/mine": "history undo my answers change",
  "/review": "proposals suggestions model",
  "/adjudicate": "disputes agreement flags",
  "/conflicts": "contradictions",
  "/feedback": "search team",
  "/titles": "search terms",
  "/graph": "concepts explorer neighbourhood",
  "/decisions": "decisions record history",
  "/releases": "publish draft export",
  "/queue": "assign leases policy",
  "/acceptance": "automatic",
  "/models": "training runs champion",
  "/imports": "upload file csv",
  "/people": "users invite roles",
  "/taxonomy": "tree hierarchy edit move merge split",
  "/guideline": "rules help how to judge",
  "/quarantine": "set aside suspicious",
  "/webhooks": "notices events",
  "/team": "gold assignments agreement throughput drift kappa alpha",
};

/** Every page the person may open, and what can be done from anywhere. */
export function useEntries(): { pages: Entry[]; actions: Entry[] } {
  const { scopes } = useWho();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const leave = useMutation({
    mutationFn: logOut,
    onSettled: () => changeSession(client, null),
  });
  const may = (wanted: readonly Scope[]) => wanted.some((scope) => scopes.includes(scope));
  const goTo = (path: string) => () => void navigate(path);

  const pages: Entry[] = AREA_GROUPS.flatMap((group) => group.areas)
    .filter((area) => may(area.scopes))
    .map(({ path, name, icon }) => ({
      id: `page-${path}`,
      name,
      icon,
      words: ALSO[path] ?? "",
      run: goTo(path),
    }));
  if (may(["review"])) {
    pages.push({
      id: "page-/taxonomy/bulk",
      name: "Edit titles in bulk",
      icon: IconTable,
      words: "spreadsheet paste csv",
      run: goTo("/taxonomy/bulk"),
    });
  }
  pages.push(
    {
      id: "page-/activity",
      name: "My activity",
      icon: IconActivity,
      words: "log audit",
      run: goTo("/activity"),
    },
    { id: "page-/tokens", name: "My tokens", icon: IconTicket, words: "api", run: goTo("/tokens") },
    { id: "page-/password", name: "Change password", icon: IconKey, run: goTo("/password") },
  );

  const actions: Entry[] = [
    ...(may(["annotate"])
      ? [
          {
            id: "do-annotate",
            name: "Start annotating",
            icon: IconPlayerPlay,
            words: "judge next pair",
            run: goTo("/annotate"),
          },
          {
            id: "do-practice",
            name: "Practise on settled pairs",
            icon: IconSchool,
            words: "learn training round help first hour",
            run: goTo("/practice"),
          },
        ]
      : []),
    {
      id: "do-light",
      name: "Light colours",
      icon: IconSun,
      words: "scheme theme day",
      run: () => setColorScheme("light"),
    },
    {
      id: "do-dark",
      name: "Dark colours",
      icon: IconMoon,
      words: "scheme theme night",
      run: () => setColorScheme("dark"),
    },
    {
      id: "do-auto",
      name: "Colours as the system has them",
      icon: IconDeviceDesktop,
      words: "scheme theme auto",
      run: () => setColorScheme("auto"),
    },
    {
      id: "do-docs",
      name: "API pages",
      icon: IconBook2,
      words: "documentation openapi swagger",
      run: () => window.location.assign("/api/docs/"),
    },
    {
      id: "do-logout",
      name: "Log out",
      icon: IconLogout,
      words: "sign out leave exit",
      run: () => leave.mutate(),
    },
  ];
  return { pages, actions };
}

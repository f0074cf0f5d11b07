import { i18n } from "@lingui/core";
import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  IconActivity,
  IconBook2,
  IconDeviceDesktop,
  IconKey,
  IconLanguage,
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
import { chooseLanguage, type Language, LANGUAGES } from "@/lib/language";
import { sentenceOf } from "@/lib/problem";
import { say } from "@/lib/texts";

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
const ALSO: Record<string, MessageDescriptor> = {
  "/": msg`start overview dashboard`,
  "/annotate": msg`judge label pairs queue`,
  "/mine": msg`history undo my answers change`,
  "/review": msg`proposals suggestions model`,
  "/adjudicate": msg`disputes agreement flags`,
  "/conflicts": msg`contradictions`,
  "/feedback": msg`search team`,
  "/titles": msg`search terms`,
  "/graph": msg`concepts explorer neighbourhood`,
  "/decisions": msg`decisions record history`,
  "/releases": msg`publish draft export`,
  "/queue": msg`assign leases policy`,
  "/acceptance": msg`automatic`,
  "/models": msg`training runs champion`,
  "/imports": msg`upload file csv`,
  "/people": msg`users invite roles`,
  "/taxonomy": msg`tree hierarchy edit move merge split`,
  "/guideline": msg`rules help how to judge`,
  "/quarantine": msg`set aside suspicious`,
  "/webhooks": msg`notices events`,
  "/team": msg`gold assignments agreement throughput drift kappa alpha`,
};

/** Every page the person may open, and what can be done from anywhere. */
export function useEntries(): { pages: Entry[]; actions: Entry[] } {
  const { scopes, id: person } = useWho();
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
      name: say(name),
      icon,
      words: ALSO[path] ? say(ALSO[path]) : "",
      run: goTo(path),
    }));
  if (may(["review"])) {
    pages.push({
      id: "page-/taxonomy/bulk",
      name: t`Edit titles in bulk`,
      icon: IconTable,
      words: t`spreadsheet paste csv`,
      run: goTo("/taxonomy/bulk"),
    });
  }
  pages.push(
    {
      id: "page-/activity",
      name: t`My activity`,
      icon: IconActivity,
      words: t`log audit`,
      run: goTo("/activity"),
    },
    {
      id: "page-/tokens",
      name: t`My tokens`,
      icon: IconTicket,
      words: t`api`,
      run: goTo("/tokens"),
    },
    { id: "page-/password", name: t`Change password`, icon: IconKey, run: goTo("/password") },
  );

  const actions: Entry[] = [
    ...(may(["annotate"])
      ? [
          {
            id: "do-annotate",
            name: t`Start annotating`,
            icon: IconPlayerPlay,
            words: t`judge next pair`,
            run: goTo("/annotate"),
          },
          {
            id: "do-practice",
            name: t`Practise on settled pairs`,
            icon: IconSchool,
            words: t`learn training round help first hour`,
            run: goTo("/practice"),
          },
        ]
      : []),
    {
      id: "do-light",
      name: t`Light colours`,
      icon: IconSun,
      words: t`scheme theme day`,
      run: () => setColorScheme("light"),
    },
    {
      id: "do-dark",
      name: t`Dark colours`,
      icon: IconMoon,
      words: t`scheme theme night`,
      run: () => setColorScheme("dark"),
    },
    {
      id: "do-auto",
      name: t`Colours as the system has them`,
      icon: IconDeviceDesktop,
      words: t`scheme theme auto`,
      run: () => setColorScheme("auto"),
    },
    ...(Object.entries(LANGUAGES) as [Language, string][])
      .filter(([language]) => language !== i18n.locale)
      .map(([language, name]) => ({
        id: `do-speak-${language}`,
        name,
        icon: IconLanguage,
        words: t`language translation`,
        run: () =>
          void chooseLanguage(person, language).catch((error: unknown) =>
            notifications.show({ color: "red", message: sentenceOf(error) }),
          ),
      })),
    {
      id: "do-docs",
      name: t`API pages`,
      icon: IconBook2,
      words: t`documentation openapi swagger`,
      run: () => window.location.assign("/api/docs/"),
    },
    {
      id: "do-logout",
      name: t`Log out`,
      icon: IconLogout,
      words: t`sign out leave exit`,
      run: () => leave.mutate(),
    },
  ];
  return { pages, actions };
}

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import {
  IconAffiliate,
  IconAlertSquareRounded,
  IconBook,
  IconArrowsDiff,
  IconBrain,
  IconHome,
  IconChecklist,
  IconFileImport,
  IconHistory,
  IconInbox,
  IconListSearch,
  IconMessageReport,
  IconPackageExport,
  IconRobot,
  IconScale,
  IconSitemap,
  IconShieldX,
  IconNotebook,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
} from "@tabler/icons-react";

import type { Scope } from "@/features/session/api/session";

export interface Area {
  path: string;
  name: MessageDescriptor;
  icon: typeof IconHome;
  /** Hidden from people who have none of them; the server refuses those anyway. */
  scopes: Scope[];
}

export interface AreaGroup {
  name: MessageDescriptor;
  areas: Area[];
}

export const AREA_GROUPS: AreaGroup[] = [
  {
    name: msg`Judge`,
    areas: [
      { path: "/", name: msg`Home`, icon: IconHome, scopes: ["graph:read"] },
      { path: "/annotate", name: msg`Annotate`, icon: IconArrowsDiff, scopes: ["annotate"] },
      { path: "/mine", name: msg`My decisions`, icon: IconHistory, scopes: ["annotate"] },
      { path: "/review", name: msg`Review`, icon: IconChecklist, scopes: ["review"] },
      { path: "/adjudicate", name: msg`Adjudicate`, icon: IconScale, scopes: ["review"] },
      {
        path: "/conflicts",
        name: msg`Conflicts`,
        icon: IconAlertSquareRounded,
        scopes: ["review"],
      },
      {
        path: "/feedback",
        name: msg`Feedback`,
        icon: IconMessageReport,
        scopes: ["review", "models"],
      },
    ],
  },
  {
    name: msg`Know`,
    areas: [
      { path: "/titles", name: msg`Titles`, icon: IconListSearch, scopes: ["graph:read"] },
      { path: "/taxonomy", name: msg`Taxonomy`, icon: IconSitemap, scopes: ["annotate"] },
      { path: "/graph", name: msg`Graph`, icon: IconAffiliate, scopes: ["graph:read"] },
      { path: "/guideline", name: msg`Guideline`, icon: IconNotebook, scopes: ["annotate"] },
      { path: "/decisions", name: msg`Ledger`, icon: IconBook, scopes: ["annotate"] },
      { path: "/releases", name: msg`Releases`, icon: IconPackageExport, scopes: ["graph:read"] },
    ],
  },
  {
    name: msg({ message: "Run", context: "group of pages" }),
    areas: [
      { path: "/queue", name: msg`Queue`, icon: IconInbox, scopes: ["review"] },
      {
        path: "/acceptance",
        name: msg`Acceptance`,
        icon: IconRobot,
        scopes: ["review", "models"],
      },
      { path: "/models", name: msg`Models`, icon: IconBrain, scopes: ["models", "review"] },
      { path: "/imports", name: msg`Imports`, icon: IconFileImport, scopes: ["review", "models"] },
      {
        path: "/quarantine",
        name: msg`Quarantine`,
        icon: IconShieldX,
        scopes: ["review", "models"],
      },
      { path: "/webhooks", name: msg`Webhooks`, icon: IconWebhook, scopes: ["admin"] },
      { path: "/team", name: msg`Team`, icon: IconUsersGroup, scopes: ["review"] },
      { path: "/people", name: msg`People`, icon: IconUsers, scopes: ["review", "admin"] },
    ],
  },
];

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
  name: string;
  icon: typeof IconHome;
  /** Hidden from people who have none of them; the server refuses those anyway. */
  scopes: Scope[];
}

export interface AreaGroup {
  name: string;
  areas: Area[];
}

export const AREA_GROUPS: AreaGroup[] = [
  {
    name: "Judge",
    areas: [
      { path: "/", name: "Home", icon: IconHome, scopes: ["graph:read"] },
      { path: "/annotate", name: "Annotate", icon: IconArrowsDiff, scopes: ["annotate"] },
      { path: "/mine", name: "My decisions", icon: IconHistory, scopes: ["annotate"] },
      { path: "/review", name: "Review", icon: IconChecklist, scopes: ["review"] },
      { path: "/adjudicate", name: "Adjudicate", icon: IconScale, scopes: ["review"] },
      { path: "/conflicts", name: "Conflicts", icon: IconAlertSquareRounded, scopes: ["review"] },
      {
        path: "/feedback",
        name: "Feedback",
        icon: IconMessageReport,
        scopes: ["review", "models"],
      },
    ],
  },
  {
    name: "Know",
    areas: [
      { path: "/titles", name: "Titles", icon: IconListSearch, scopes: ["graph:read"] },
      { path: "/taxonomy", name: "Taxonomy", icon: IconSitemap, scopes: ["annotate"] },
      { path: "/graph", name: "Graph", icon: IconAffiliate, scopes: ["graph:read"] },
      { path: "/guideline", name: "Guideline", icon: IconNotebook, scopes: ["annotate"] },
      { path: "/decisions", name: "Ledger", icon: IconBook, scopes: ["annotate"] },
      { path: "/releases", name: "Releases", icon: IconPackageExport, scopes: ["graph:read"] },
    ],
  },
  {
    name: "Run",
    areas: [
      { path: "/queue", name: "Queue", icon: IconInbox, scopes: ["review"] },
      {
        path: "/acceptance",
        name: "Acceptance",
        icon: IconRobot,
        scopes: ["review", "models"],
      },
      { path: "/models", name: "Models", icon: IconBrain, scopes: ["models", "review"] },
      { path: "/imports", name: "Imports", icon: IconFileImport, scopes: ["review", "models"] },
      {
        path: "/quarantine",
        name: "Quarantine",
        icon: IconShieldX,
        scopes: ["review", "models"],
      },
      { path: "/webhooks", name: "Webhooks", icon: IconWebhook, scopes: ["admin"] },
      { path: "/team", name: "Team", icon: IconUsersGroup, scopes: ["review"] },
      { path: "/people", name: "People", icon: IconUsers, scopes: ["review", "admin"] },
    ],
  },
];

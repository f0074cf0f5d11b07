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
  IconListSearch,
  IconPackageExport,
  IconScale,
  IconUsers,
} from "@tabler/icons-react";

import type { Scope } from "@/features/session/api/session";

export interface Area {
  path: string;
  name: string;
  icon: typeof IconHome;
  /** Hidden from people without it; the server refuses them anyway. */
  scope: Scope;
}

export interface AreaGroup {
  name: string;
  areas: Area[];
}

export const AREA_GROUPS: AreaGroup[] = [
  {
    name: "Judge",
    areas: [
      { path: "/", name: "Home", icon: IconHome, scope: "graph:read" },
      { path: "/annotate", name: "Annotate", icon: IconArrowsDiff, scope: "annotate" },
      { path: "/mine", name: "My decisions", icon: IconHistory, scope: "annotate" },
      { path: "/review", name: "Review", icon: IconChecklist, scope: "review" },
      { path: "/adjudicate", name: "Adjudicate", icon: IconScale, scope: "review" },
      { path: "/conflicts", name: "Conflicts", icon: IconAlertSquareRounded, scope: "review" },
    ],
  },
  {
    name: "Know",
    areas: [
      { path: "/titles", name: "Titles", icon: IconListSearch, scope: "graph:read" },
      { path: "/graph", name: "Graph", icon: IconAffiliate, scope: "graph:read" },
      { path: "/decisions", name: "Ledger", icon: IconBook, scope: "annotate" },
      { path: "/releases", name: "Releases", icon: IconPackageExport, scope: "graph:read" },
    ],
  },
  {
    name: "Run",
    areas: [
      { path: "/models", name: "Models", icon: IconBrain, scope: "models" },
      { path: "/imports", name: "Imports", icon: IconFileImport, scope: "review" },
      { path: "/people", name: "People", icon: IconUsers, scope: "admin" },
    ],
  },
];

import { lazy, Suspense } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";

import AnnotateRoute from "@/features/annotate/routes/annotate-route";
import HomeRoute from "@/features/home/routes/home-route";
import { RequireSession } from "@/features/session/components/require-session";

import { Allowed } from "./allowed";
import { NotFound } from "./not-found";
import { Shell } from "./shell";

// Home and Annotate are in the first load; every other area comes when it is first opened.
const Mine = lazy(() => import("@/features/annotate/routes/mine-route"));
const PracticePage = lazy(() => import("@/features/practice/routes/practice-route"));
const Review = lazy(() => import("@/features/review/routes/review-route"));
const Adjudicate = lazy(() => import("@/features/adjudicate/routes/adjudicate-route"));
const Feedback = lazy(() => import("@/features/feedback/routes/feedback-route"));
const Acceptance = lazy(() => import("@/features/acceptance/routes/acceptance-route"));
const Queue = lazy(() => import("@/features/queue/routes/queue-route"));
const Decisions = lazy(() => import("@/features/decisions/routes/decisions-route"));
const Conflicts = lazy(() => import("@/features/conflicts/routes/conflicts-route"));
const Titles = lazy(() => import("@/features/titles/routes/titles-route"));
const TitlePage = lazy(() => import("@/features/titles/routes/title-route"));
const PairPage = lazy(() => import("@/features/titles/routes/pair-route"));
const Taxonomy = lazy(() => import("@/features/taxonomy/routes/taxonomy-route"));
const BulkEdit = lazy(() => import("@/features/taxonomy/routes/bulk-route"));
const Graph = lazy(() => import("@/features/graph/routes/graph-route"));
const Releases = lazy(() => import("@/features/releases/routes/releases-route"));
const ReleasePage = lazy(() => import("@/features/releases/routes/release-route"));
const Models = lazy(() => import("@/features/models/routes/models-route"));
const RunPage = lazy(() => import("@/features/models/routes/run-route"));
const VersionPage = lazy(() => import("@/features/models/routes/version-route"));
const Imports = lazy(() => import("@/features/imports/routes/imports-route"));
const People = lazy(() => import("@/features/people/routes/people-route"));
const Quarantine = lazy(() => import("@/features/quarantine/routes/quarantine-route"));
const Webhooks = lazy(() => import("@/features/webhooks/routes/webhooks-route"));
const Team = lazy(() => import("@/features/team/routes/team-route"));
const GuidelinePage = lazy(() => import("@/features/guideline/routes/guideline-route"));
const Activity = lazy(() => import("@/features/people/routes/activity-route"));
const Invite = lazy(() => import("@/features/session/routes/invite-route"));
const Tokens = lazy(() => import("@/features/people/routes/tokens-route"));
const Password = lazy(() => import("@/features/session/routes/password-route"));

const pages: RouteObject[] = [
  { index: true, element: <HomeRoute /> },
  { path: "annotate", element: <Allowed scopes={["annotate"]} page={<AnnotateRoute />} /> },
  { path: "practice", element: <Allowed scopes={["annotate"]} page={<PracticePage />} /> },
  { path: "mine", element: <Allowed scopes={["annotate"]} page={<Mine />} /> },
  { path: "review", element: <Allowed scopes={["review"]} page={<Review />} /> },
  { path: "adjudicate", element: <Allowed scopes={["review"]} page={<Adjudicate />} /> },
  { path: "conflicts", element: <Allowed scopes={["review"]} page={<Conflicts />} /> },
  {
    path: "feedback",
    element: <Allowed scopes={["review", "models"]} page={<Feedback />} />,
  },
  {
    path: "acceptance",
    element: <Allowed scopes={["review", "models"]} page={<Acceptance />} />,
  },
  { path: "queue", element: <Allowed scopes={["review"]} page={<Queue />} /> },
  { path: "decisions", element: <Allowed scopes={["annotate"]} page={<Decisions />} /> },
  { path: "titles", element: <Allowed scopes={["graph:read"]} page={<Titles />} /> },
  { path: "titles/:id", element: <Allowed scopes={["graph:read"]} page={<TitlePage />} /> },
  { path: "pairs/:id", element: <Allowed scopes={["graph:read"]} page={<PairPage />} /> },
  { path: "taxonomy", element: <Allowed scopes={["annotate"]} page={<Taxonomy />} /> },
  { path: "taxonomy/bulk", element: <Allowed scopes={["review"]} page={<BulkEdit />} /> },
  { path: "graph", element: <Allowed scopes={["graph:read"]} page={<Graph />} /> },
  { path: "graph/c/:concept", element: <Allowed scopes={["graph:read"]} page={<Graph />} /> },
  { path: "releases", element: <Allowed scopes={["graph:read"]} page={<Releases />} /> },
  { path: "releases/:number", element: <Allowed scopes={["graph:read"]} page={<ReleasePage />} /> },
  { path: "models", element: <Allowed scopes={["models", "review"]} page={<Models />} /> },
  {
    path: "models/runs/:id",
    element: <Allowed scopes={["models", "review"]} page={<RunPage />} />,
  },
  {
    path: "models/versions/:version",
    element: <Allowed scopes={["models", "review"]} page={<VersionPage />} />,
  },
  { path: "imports", element: <Allowed scopes={["review", "models"]} page={<Imports />} /> },
  {
    path: "quarantine",
    element: <Allowed scopes={["review", "models"]} page={<Quarantine />} />,
  },
  { path: "webhooks", element: <Allowed scopes={["admin"]} page={<Webhooks />} /> },
  { path: "people", element: <Allowed scopes={["review", "admin"]} page={<People />} /> },
  { path: "team", element: <Allowed scopes={["review"]} page={<Team />} /> },
  { path: "guideline", element: <Allowed scopes={["annotate"]} page={<GuidelinePage />} /> },
  { path: "activity", element: <Activity /> },
  { path: "tokens", element: <Tokens /> },
  { path: "password", element: <Password /> },
  { path: "*", element: <NotFound /> },
];

export const router = createBrowserRouter([
  {
    path: "invite",
    element: (
      <Suspense fallback={null}>
        <Invite />
      </Suspense>
    ),
  },
  {
    element: (
      <RequireSession>
        <Shell />
      </RequireSession>
    ),
    children: pages,
  },
]);

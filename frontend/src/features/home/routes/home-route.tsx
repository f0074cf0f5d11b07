import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { ActivityBars } from "@/components/charts/activity-bars";
import { Facts } from "@/components/facts";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Waiting } from "@/components/waiting";
import { PracticeInvitation } from "@/features/practice/components/invitation";
import { useCan, useWho } from "@/features/session/use-who";
import { count } from "@/lib/format";
import { say } from "@/lib/texts";

import { type Home, homeQuery } from "../api/home";
import classes from "../components/home.module.css";
import { WaitingCards } from "../components/waiting-cards";
import { WorkersList } from "../components/workers-list";

// Further down the page than anybody looks first.
const GrowthPanel = lazy(() => import("../components/growth-panel"));
const QualityPanel = lazy(() => import("../components/quality-panel"));
const WatchedNews = lazy(() => import("../components/watched-news"));

const TOTALS: readonly (readonly [keyof Home["totals"], MessageDescriptor])[] = [
  ["titles", msg`titles`],
  ["concepts", msg`concepts`],
  ["edges", msg`edges`],
  ["decisions", msg`decisions`],
  ["annotations", msg`annotations`],
  ["pairs", msg`pairs looked at`],
];

function Serving({ home }: { home: Home }) {
  const number = home.release?.latest ?? null;
  const version = home.model?.champion ?? null;
  const seesModels = useCan("models");
  const isLead = useCan("review");
  return (
    <Facts
      of={[
        [
          t`Release`,
          number === null ? (
            isLead ? (
              <>
                <Trans>
                  none published yet: build one under <Link to="/releases">Releases</Link>
                </Trans>
              </>
            ) : (
              t`none published yet: a lead builds one`
            )
          ) : (
            <Link to={`/releases/${number}`}>
              <Trans>release {number}</Trans>
            </Link>
          ),
        ],
        [
          t`Model`,
          version === null ? (
            seesModels ? (
              <>
                <Trans>
                  none promoted yet: train one under <Link to="/models">Models</Link>
                </Trans>
              </>
            ) : (
              t`none promoted yet: an ML engineer trains one`
            )
          ) : seesModels ? (
            <Link to={`/models/versions/${version}`}>{version}</Link>
          ) : (
            version
          ),
        ],
        [
          t`Merging`,
          home.waiting.pending_merges === 0
            ? t`every decision is in the graph`
            : plural(
                { waiting: home.waiting.pending_merges },
                { one: "# decision waits to be merged", other: "# decisions wait to be merged" },
              ),
        ],
      ]}
    />
  );
}

export default function HomeRoute() {
  const who = useWho();
  const home = useQuery(homeQuery);
  const canAnnotate = useCan("annotate");
  const isLead = useCan("review");
  const isJudge = canAnnotate || isLead;
  return (
    <Page
      title={t`Good to see you, ${{ name: who.name }}`}
      lead={t`What waits for you, and how the graph grows.`}
    >
      <Bound query={home}>
        {(data) => (
          <>
            <PracticeInvitation />
            <WaitingCards waiting={data.waiting} />
            <div className={classes.columns}>
              <Panel title={t`The last two weeks`}>
                <ActivityBars days={data.activity.slice(-14)} />
              </Panel>
              <Panel title={t`Behind the scenes`}>
                <WorkersList workers={data.workers} />
                <div style={{ height: "0.9rem" }} />
                <Serving home={data} />
              </Panel>
            </div>
            <Suspense fallback={<Waiting lines={4} />}>
              {isJudge && <WatchedNews />}
              {data.quality && <QualityPanel quality={data.quality} />}
              <GrowthPanel />
            </Suspense>
            <Panel title={t`The whole`}>
              <dl className={classes.totals}>
                {TOTALS.map(([what, name]) => (
                  <div key={what}>
                    <dt>{say(name)}</dt>
                    <dd>{count(data.totals[what])}</dd>
                  </div>
                ))}
              </dl>
            </Panel>
          </>
        )}
      </Bound>
    </Page>
  );
}

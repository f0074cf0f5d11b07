import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Tabs } from "@mantine/core";
import { useSearchParams } from "react-router";

import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";

import { AliasHistory } from "../components/alias-history";
import { DatasetsTable } from "../components/datasets-table";
import { LearningCurve } from "../components/learning-curve";
import classes from "../components/models.module.css";
import { ProposalRunsTable } from "../components/proposal-runs-table";
import { RetrainingPanel } from "../components/retraining-panel";
import { RunsTable } from "../components/runs-table";
import { StartRun } from "../components/start-run";
import { VersionsTable } from "../components/versions-table";

export default function ModelsRoute() {
  const [search, setSearch] = useSearchParams();
  const canTrain = useCan("models");
  return (
    <Page
      title={t`Models`}
      lead={t`Freeze decisions, train, measure against an honest baseline, and let the better model propose.`}
    >
      <Tabs
        value={search.get("show") ?? "runs"}
        onChange={(value) =>
          setSearch(value && value !== "runs" ? { show: value } : {}, { replace: true })
        }
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="runs">
            <Trans>Training</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="versions">
            <Trans>Versions</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="curve">
            <Trans>Learning curve</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="proposals">
            <Trans>Proposal runs</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="datasets">
            <Trans>Data sets</Trans>
          </Tabs.Tab>
          <Tabs.Tab value="aliases">
            <Trans>What served when</Trans>
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="runs">
          <div className={canTrain ? classes.columns : undefined}>
            <Panel title={t`Training runs`} flush>
              <RunsTable />
            </Panel>
            {canTrain && (
              <div className={classes.stack}>
                <Panel title={t`Train`}>
                  <StartRun />
                </Panel>
                <RetrainingPanel />
              </div>
            )}
          </div>
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <Panel title={t`Model versions`} flush>
            <VersionsTable />
          </Panel>
        </Tabs.Panel>
        <Tabs.Panel value="curve">
          <LearningCurve />
        </Tabs.Panel>
        <Tabs.Panel value="proposals">
          <ProposalRunsTable />
        </Tabs.Panel>
        <Tabs.Panel value="datasets">
          <DatasetsTable />
        </Tabs.Panel>
        <Tabs.Panel value="aliases">
          <AliasHistory />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

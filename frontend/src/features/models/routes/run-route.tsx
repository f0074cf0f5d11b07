import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";

import { Bound } from "@/components/bound";
import { LineChart, type Series } from "@/components/charts/line-chart";
import { Facts } from "@/components/facts";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import components from "@/components/components.module.css";
import { useCan } from "@/features/session/use-who";
import { addressOf } from "@/lib/api-client";
import { count, decimals, momentOf } from "@/lib/format";
import { say } from "@/lib/texts";
import { relationName } from "@/relations/relations";

import { cancelRun, isActive, resumeRun, type RunDetail, runQuery } from "../api/runs";
import classes from "../components/models.module.css";
import { RunProgress } from "../components/run-progress";

function Actions({ run }: { run: RunDetail }) {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["run", run.id] }),
      client.invalidateQueries({ queryKey: ["runs"] }),
    ]);
  const cancel = useMutation({ mutationFn: cancelRun, onSettled: refresh });
  const resume = useMutation({ mutationFn: resumeRun, onSettled: refresh });
  const error = cancel.error ?? resume.error;
  const canTrain = useCan("models");
  const canResume = canTrain && ["failed", "cancelled", "interrupted"].includes(run.state);
  return (
    <>
      {canTrain && isActive(run) && (
        <Button
          variant="default"
          loading={cancel.isPending || run.cancel_requested}
          onClick={() => cancel.mutate(run.id)}
        >
          <Trans>Cancel</Trans>
        </Button>
      )}
      {canResume && (
        <Button variant="default" loading={resume.isPending} onClick={() => resume.mutate(run.id)}>
          <Trans>Resume from the checkpoint</Trans>
        </Button>
      )}
      {run.model_version && (
        <Button component={Link} to={`/models/versions/${run.model_version}`}>
          <Trans>Open model {{ modelVersion: run.model_version }}</Trans>
        </Button>
      )}
      {error && <Refusal error={error} />}
    </>
  );
}

/** Each stage learns by a loss of its own kind: the parts do not continue one another. */
const STAGES = [
  ["loss_views", msg`writing`],
  ["loss_synonyms", msg`synonyms`],
  ["loss_pairs", msg`relations`],
] as const;

/** Names of the figures in words; what is not here is named by its relation. */
const FIGURES: Record<string, MessageDescriptor> = {
  macro_f1: msg`macro-F1`,
  accuracy: msg`accuracy`,
  ece: msg`calibration error`,
  loss: msg`loss`,
};
const FIRST = Object.keys(FIGURES);

function nameOf(figure: string): string {
  const known = FIGURES[figure];
  return known ? say(known) : t`F1 of ${{ relation: relationName(figure.replace(/^f1_/, "")) }}`;
}

function place(figure: string): number {
  const known = FIRST.indexOf(figure);
  return known < 0 ? FIRST.length : known;
}

const WHAT: Record<string, MessageDescriptor> = {
  "log.txt": msg`the log`,
  "recipe.toml": msg`the recipe, for train_model --config`,
  "events.zip": msg`event files for TensorBoard`,
  "model.zip": msg`the model, for classify_pairs --model`,
};

function whatIs(name: string): string {
  const known = WHAT[name];
  return known ? say(known) : t`download`;
}

/** What the run has left, to take home; for those who may train. */
function Files({ run }: { run: RunDetail }) {
  const canTrain = useCan("models");
  if (!canTrain || run.files.length === 0) return null;
  return (
    <Panel title={t`Files`}>
      <Facts
        of={run.files.map(
          (file) =>
            [
              file.name,
              <a
                key={file.name}
                href={addressOf(`training-runs/${run.id}/files/${file.name}`)}
                download
              >
                {whatIs(file.name)}, {sizeOf(file.bytes)}
              </a>,
            ] as const,
        )}
      />
    </Panel>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1_000_000
    ? t`${{ kilobytes: count(Math.max(1, Math.round(bytes / 1_000))) }} kB`
    : t`${{ bytes: decimals(bytes / 1e6, 1) }} MB`;
}

function curve(run: RunDetail, key: string, name: string): Series[] {
  const points = run.curves[key];
  return points && points.length > 0 ? [{ name, points }] : [];
}

export default function RunRoute() {
  const id = Number(useParams().id);
  const run = useQuery(runQuery(id));
  return (
    <Page
      title={t`Training run ${id}`}
      actions={run.data && <Actions run={run.data} />}
      lead={
        <Link to="/models">
          <Trans>All runs</Trans>
        </Link>
      }
    >
      <Bound query={run}>
        {(data) => {
          const validation = [
            ...curve(data, "validation_macro_f1", t`macro-F1 on validation`),
            ...curve(data, "validation_accuracy", t`accuracy`).map((one) => ({
              ...one,
              dashed: true,
            })),
          ];
          return (
            <>
              <Panel>
                <RunProgress run={data} />
                {data.notes.map((note) => (
                  <p key={note} className={classes.dim} style={{ margin: "0.5rem 0 0" }}>
                    {note}
                  </p>
                ))}
              </Panel>
              <div className={classes.columns}>
                <div className={classes.stack}>
                  <Panel title={t`Loss`}>
                    <LineChart
                      label={t`Loss`}
                      series={STAGES.flatMap(([key, name]) =>
                        curve(data, key, say(name)).map((one) => ({ ...one, isPart: true })),
                      )}
                    />
                  </Panel>
                  {validation.length > 0 && (
                    <Panel title={t`On pairs that it does not learn from`}>
                      <LineChart label={t`Validation`} series={validation} />
                    </Panel>
                  )}
                  <Panel
                    title={t`Log`}
                    flush
                    aside={
                      <a
                        href={addressOf(`training-runs/${data.id}/log`)}
                        target="_blank"
                        rel="noreferrer"
                      >
                        <Trans>all of it</Trans>
                      </a>
                    }
                  >
                    <pre className={components.logTail} tabIndex={0}>
                      {data.log_tail || t`Nothing yet.`}
                    </pre>
                  </Panel>
                </div>
                <div className={classes.stack}>
                  <Panel title={t`About`}>
                    <Facts
                      of={[
                        [t`Data`, data.dataset.name],
                        [t`Recipe`, data.preset || t`own`],
                        [t`Seed`, data.seed],
                        [t`Device`, data.device],
                        [t`Started from`, data.warm_start],
                        [
                          t`By`,
                          data.created_by ??
                            (data.automatic ? t`itself, after new decisions` : t`a command`),
                        ],
                        [t`The gate`, data.outcome || null],
                        [t`Queued`, momentOf(data.queued_at)],
                        [t`Began`, momentOf(data.started_at)],
                        [
                          t`Resumed`,
                          data.resumes > 0
                            ? plural({ times: data.resumes }, { one: "once", other: "# times" })
                            : null,
                        ],
                        [
                          "TensorBoard",
                          <code key="folder">tensorboard --logdir {data.folder}</code>,
                        ],
                      ]}
                    />
                  </Panel>
                  {Object.keys(data.metrics).length > 0 && (
                    <Panel title={t`Best on validation`}>
                      <Facts
                        of={Object.entries(data.metrics)
                          .sort(([one], [other]) => place(one) - place(other))
                          .map(([name, value]) => [nameOf(name), decimals(value)] as const)}
                      />
                    </Panel>
                  )}
                  <Files run={data} />
                  <Panel title={t`Recipe`} flush>
                    <pre className={components.logTail} tabIndex={0}>
                      {data.recipe}
                    </pre>
                  </Panel>
                </div>
              </div>
            </>
          );
        }}
      </Bound>
    </Page>
  );
}

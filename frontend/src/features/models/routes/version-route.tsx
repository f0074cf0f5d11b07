import type { MessageDescriptor } from "@lingui/core";
import { msg, ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearchParams } from "react-router";

import { Bound } from "@/components/bound";
import { type Cell, Confusion } from "@/components/charts/confusion";
import { Reliability } from "@/components/charts/reliability";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { count, decimals, momentOf } from "@/lib/format";
import { wordsOf } from "@/lib/texts";
import { isRelation } from "@/relations/relations";

import { type Evaluation, hasMetrics, type VersionDetail, versionQuery } from "../api/versions";
import { CellPairs } from "../components/cell-pairs";
import { ComparePanel } from "../components/compare-panel";
import classes from "../components/models.module.css";
import { PromotePanel } from "../components/promote-panel";
import { ProposePanel } from "../components/propose-panel";
import { RelationFigures } from "../components/relation-figures";

function Headline({ version }: { version: VersionDetail }) {
  const metrics = hasMetrics(version.metrics) ? version.metrics : null;
  if (!metrics) return null;
  const [low, high] = metrics.macro_f1_interval as [number, number];
  return (
    <Panel>
      <dl className={classes.figures}>
        <div>
          <dt>
            <Trans>
              macro-F1{" "}
              <small>
                ({ph({ low: decimals(low, 2) })} to {ph({ high: decimals(high, 2) })})
              </small>
            </Trans>
          </dt>
          <dd>{decimals(metrics.macro_f1)}</dd>
        </div>
        <div>
          <dt>
            <Trans>the lexical baseline’s</Trans>
          </dt>
          <dd>{decimals(metrics.baseline?.macro_f1)}</dd>
        </div>
        <div>
          <dt>
            <Trans>accuracy</Trans>
          </dt>
          <dd>{decimals(metrics.accuracy)}</dd>
        </div>
        <div>
          <dt>
            <Trans>calibration error</Trans>
          </dt>
          <dd>{decimals(metrics.ece)}</dd>
        </div>
        <div>
          <dt>
            <Trans>test pairs</Trans>
          </dt>
          <dd>{count(metrics.pairs)}</dd>
        </div>
      </dl>
    </Panel>
  );
}

function rangeOf([low = "", high = ""]: string[]): string {
  return t`${low} to ${high}`;
}

const SLICES: Record<string, MessageDescriptor> = {
  "no word in common": msg`no word in common`,
  "one inside the other": msg`one inside the other`,
  "same head word": msg`same head word`,
  "levels differ": msg`levels differ`,
  "no level word": msg`no level word`,
  "level word on one side": msg`level word on one side`,
  "level words on both sides": msg`level words on both sides`,
  "head: common words only": msg`head: common words only`,
  "tail: a word that was not taught": msg`tail: a word that was not taught`,
  "letters beyond English": msg`letters beyond English`,
  "not in Latin letters": msg`not in Latin letters`,
};

/** Families and languages are slices too; those are named by themselves. */
function sliceName(name: string): string {
  return wordsOf(SLICES, name).replaceAll("_", " ");
}

/** The kinds that every test has in the order above, then families and languages, the largest first. */
function inOrder(slices: SliceRows) {
  const order = Object.keys(SLICES);
  const place = (name: string) => (name in SLICES ? order.indexOf(name) : order.length);
  return Object.entries(slices).sort(
    ([one, { count: few }], [other, { count: many }]) =>
      place(one) - place(other) || many - few || one.localeCompare(other),
  );
}

/** What a version was trained on, when, in which run and by whom. */
function Origin({ version }: { version: VersionDetail }) {
  const time = momentOf(version.created_at);
  return (
    <>
      {version.run === null ? (
        <Trans>
          Trained on {{ dataset: version.dataset.name }}, {time}.
        </Trans>
      ) : (
        <Trans>
          Trained on {{ dataset: version.dataset.name }} in{" "}
          <Link to={`/models/runs/${version.run}`}>run {ph({ run: version.run })}</Link>, {time}.
        </Trans>
      )}
      {version.created_by && <> {t`By ${{ name: version.created_by }}.`}</>}
    </>
  );
}

type SliceRows = Evaluation["report"]["slices"];

function Slices({ slices, beside }: { slices: SliceRows; beside: SliceRows | undefined }) {
  const rows = inOrder(slices);
  if (rows.length === 0) return null;
  return (
    <Panel title={t`Slices`} flush>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Pairs that</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Pairs</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Accuracy</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Macro-F1</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>the baseline’s</Trans>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, slice]) => (
            <Table.Tr key={name}>
              <Table.Td>{sliceName(name)}</Table.Td>
              <Table.Td ta="right">{count(slice.count)}</Table.Td>
              <Table.Td ta="right">{decimals(slice.accuracy, 2)}</Table.Td>
              <Table.Td ta="right">
                {decimals(slice.macro_f1, 2)}
                {slice.macro_f1_interval && (
                  <Text span size="xs" c="dimmed" ml={6}>
                    {rangeOf(slice.macro_f1_interval.map((end) => decimals(end, 2)))}
                  </Text>
                )}
              </Table.Td>
              <Table.Td ta="right" c="dimmed">
                {decimals(beside?.[name]?.macro_f1, 2)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function cellOf(search: URLSearchParams): Cell | null {
  const [truth, said] = [search.get("truth") ?? "", search.get("said") ?? ""];
  return isRelation(truth) && isRelation(said) ? { truth, said } : null;
}

function Measured({ version, evaluation }: { version: string; evaluation: Evaluation }) {
  const { report, baseline } = evaluation;
  const [search, setSearch] = useSearchParams();
  const cell = cellOf(search);
  return (
    <>
      <Panel title={t`Per relation, on ${{ name: evaluation.dataset.name }}`} flush>
        <RelationFigures report={report} baseline={baseline} />
      </Panel>
      <Panel title={t`What people said (down) and what it said (across)`}>
        <p className={classes.dim} style={{ marginTop: 0 }}>
          <Trans>A number opens the pairs behind it.</Trans>
        </p>
        <Confusion
          table={report.confusion}
          chosen={cell}
          onChoose={(chosen) => setSearch(chosen ? { ...chosen } : {}, { replace: true })}
        />
        {cell && <CellPairs version={version} evaluation={evaluation.id} cell={cell} />}
      </Panel>
      <Panel title={t`Is it as sure as it is right?`}>
        <Reliability bins={report.bins} ece={report.ece} />
      </Panel>
      <Slices slices={report.slices} beside={baseline.slices} />
    </>
  );
}

export default function VersionRoute() {
  const name = useParams().version ?? "";
  const version = useQuery(versionQuery(name));
  const canManage = useCan("models");
  return (
    <Page
      title={t`Model ${{ version: version.data?.version ?? name }}`}
      lead={
        <Link to="/models?show=versions">
          <Trans>All versions</Trans>
        </Link>
      }
      actions={version.data?.aliases.map((alias) => (
        <Badge key={alias} size="lg">
          {alias}
        </Badge>
      ))}
    >
      <Bound query={version}>
        {(data) => {
          const newest = data.evaluations[0];
          return (
            <>
              <Headline version={data} />
              <div className={classes.columns}>
                <div className={classes.stack}>
                  <ComparePanel version={data.version} />
                  {newest ? (
                    <Measured version={data.version} evaluation={newest} />
                  ) : (
                    <Panel>
                      <EmptyState title={t`Not measured yet`}>
                        <Trans>
                          Its data set has too few pairs to test on; freeze a larger one.
                        </Trans>
                      </EmptyState>
                    </Panel>
                  )}
                </div>
                <div className={classes.stack}>
                  {canManage && <PromotePanel version={data} />}
                  {canManage && <ProposePanel version={data.version} />}
                  <Panel title={t`Where it comes from`}>
                    <span className={classes.dim}>
                      <Origin version={data} />
                    </span>
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

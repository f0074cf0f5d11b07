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
            macro-F1{" "}
            <small>
              ({decimals(low, 2)} to {decimals(high, 2)})
            </small>
          </dt>
          <dd>{decimals(metrics.macro_f1)}</dd>
        </div>
        <div>
          <dt>the lexical baseline’s</dt>
          <dd>{decimals(metrics.baseline?.macro_f1)}</dd>
        </div>
        <div>
          <dt>accuracy</dt>
          <dd>{decimals(metrics.accuracy)}</dd>
        </div>
        <div>
          <dt>calibration error</dt>
          <dd>{decimals(metrics.ece)}</dd>
        </div>
        <div>
          <dt>test pairs</dt>
          <dd>{count(metrics.pairs)}</dd>
        </div>
      </dl>
    </Panel>
  );
}

type SliceRows = Evaluation["report"]["slices"];

function Slices({ slices, beside }: { slices: SliceRows; beside: SliceRows | undefined }) {
  const rows = Object.entries(slices);
  if (rows.length === 0) return null;
  return (
    <Panel title="Slices" flush>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Pairs that</Table.Th>
            <Table.Th ta="right">Pairs</Table.Th>
            <Table.Th ta="right">Accuracy</Table.Th>
            <Table.Th ta="right">Macro-F1</Table.Th>
            <Table.Th ta="right">the baseline’s</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(([name, slice]) => (
            <Table.Tr key={name}>
              <Table.Td>{name.replaceAll("_", " ")}</Table.Td>
              <Table.Td ta="right">{count(slice.count)}</Table.Td>
              <Table.Td ta="right">{decimals(slice.accuracy, 2)}</Table.Td>
              <Table.Td ta="right">
                {decimals(slice.macro_f1, 2)}
                {slice.macro_f1_interval && (
                  <Text span size="xs" c="dimmed" ml={6}>
                    {slice.macro_f1_interval.map((end) => decimals(end, 2)).join(" to ")}
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
      <Panel title={`Per relation, on ${evaluation.dataset.name}`} flush>
        <RelationFigures report={report} baseline={baseline} />
      </Panel>
      <Panel title="What people said (down) and what it said (across)">
        <p className={classes.dim} style={{ marginTop: 0 }}>
          A number opens the pairs behind it.
        </p>
        <Confusion
          table={report.confusion}
          chosen={cell}
          onChoose={(chosen) => setSearch(chosen ? { ...chosen } : {}, { replace: true })}
        />
        {cell && <CellPairs version={version} evaluation={evaluation.id} cell={cell} />}
      </Panel>
      <Panel title="Is it as sure as it is right?">
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
      title={`Model ${version.data?.version ?? name}`}
      lead={<Link to="/models?show=versions">All versions</Link>}
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
                      <EmptyState title="Not measured yet">
                        Its data set has too few pairs to test on; freeze a larger one.
                      </EmptyState>
                    </Panel>
                  )}
                </div>
                <div className={classes.stack}>
                  {canManage && <PromotePanel version={data} />}
                  {canManage && <ProposePanel version={data.version} />}
                  <Panel title="Where it comes from">
                    <span className={classes.dim}>
                      Trained on {data.dataset.name}
                      {data.run !== null && (
                        <>
                          {" in "}
                          <Link to={`/models/runs/${data.run}`}>run {data.run}</Link>
                        </>
                      )}
                      , {momentOf(data.created_at)}, by {data.created_by ?? "a command"}.
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

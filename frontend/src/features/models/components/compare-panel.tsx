import type { MessageDescriptor } from "@lingui/core";
import { msg, ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SegmentedControl, Select, Table } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { count, percent, signed } from "@/lib/format";
import { say } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";

import {
  compareQuery,
  type Comparison,
  type EdgeChange,
  type Edges,
  type Kind,
} from "../api/compare";
import { type ComparisonRun, lastCountQuery } from "../api/comparisons";
import { versionsQuery } from "../api/versions";
import { CountAll } from "./count-all";
import classes from "./models.module.css";

const KINDS: Kind[] = ["flipped", "gained", "lost"];
const KIND_NAMES: Record<Kind, MessageDescriptor> = {
  flipped: msg`flipped`,
  gained: msg`gained`,
  lost: msg`lost`,
};
/** Enough for a first look, in a second or two. */
const FIRST_LOOK = 2_000;
function Side({ said }: { said: EdgeChange["first"] }) {
  return said ? (
    <span className={classes.said}>
      <RelationBadge relation={said[0]} /> <small>{percent(said[1])}</small>
    </span>
  ) : (
    <span className={classes.dim}>
      <Trans>nothing</Trans>
    </span>
  );
}

function Word({ relation }: { relation: string }) {
  return relation === "nothing" ? (
    <span className={classes.dim}>
      <Trans>nothing</Trans>
    </span>
  ) : (
    <RelationBadge relation={relation} />
  );
}

/** Every kind of change with its number. */
function Turns({ edges, a, b }: { edges: Edges; a: string; b: string }) {
  if (edges.by_relation.length === 0) return null;
  return (
    <Table verticalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>{a} says</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>{b} says</Trans>
          </Table.Th>
          <Table.Th ta="right">
            <Trans>Pairs</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {edges.by_relation.map((turn) => (
          <Table.Tr key={`${turn.first}-${turn.second}`}>
            <Table.Td>
              <Word relation={turn.first} />
            </Table.Td>
            <Table.Td>
              <Word relation={turn.second} />
            </Table.Td>
            <Table.Td ta="right">{count(turn.count)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Examples({ edges, a, b }: { edges: Edges; a: string; b: string }) {
  const kinds = KINDS.filter((kind) => (edges.examples[kind] ?? []).length > 0);
  const [kind, setKind] = useState<Kind>("flipped");
  const shown = kinds.includes(kind) ? kind : kinds[0];
  if (!shown) return null;
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label={t`Which examples`}
        data={kinds.map((one) => ({
          value: one,
          label: `${say(KIND_NAMES[one])} ${count(edges[one])}`,
        }))}
        value={shown}
        onChange={(value) => setKind(value)}
      />
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>For example</Trans>
            </Table.Th>
            <Table.Th>{a}</Table.Th>
            <Table.Th>{b}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(edges.examples[shown] ?? []).map((one) => (
            <Table.Tr key={`${one.title_a}-${one.title_b}`}>
              <Table.Td>
                {one.title_a} · {one.title_b}
              </Table.Td>
              <Table.Td>
                <Side said={one.first} />
              </Table.Td>
              <Table.Td>
                <Side said={one.second} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

/** By what the versions were judged: a proposal run hears what stands around a pair too, where that helps. */
function Judged({ edges, a, b }: { edges: Edges; a: string; b: string }) {
  const weighed = [a, b].filter((_, place) => edges.surroundings[place]);
  if (weighed.length === 2) return <Trans>Scored as their proposals would be.</Trans>;
  const [version] = weighed;
  if (version !== undefined)
    return (
      <Trans>
        Scored as their proposals would be: what stands around a pair counts for {version}.
      </Trans>
    );
  return <Trans>Scored by the two titles alone.</Trans>;
}

function Result({ comparison, last }: { comparison: Comparison; last: ComparisonRun | null }) {
  const { a, b, difference, test_set: set } = comparison;
  const edges = last?.result?.edges ?? comparison.edges;
  const isPart = edges !== null && edges.candidates < edges.open;
  return (
    <div className={classes.form}>
      <p style={{ margin: 0 }}>
        <Trans>
          Macro-F1 <b>{ph({ difference: signed(difference.value) })}</b> (95 % interval{" "}
          {{ low: signed(difference.low) }} to {{ high: signed(difference.high) }}) on{" "}
          {{ pairs: count(set.pairs) }} pairs of {{ dataset: set.dataset }} that neither has seen.
        </Trans>
      </p>
      {edges && (
        <>
          <p style={{ margin: 0 }} className={classes.dim}>
            {isPart
              ? t`Of a random ${{ part: count(edges.candidates) }} of ${{ open: count(edges.open) }} open candidates:`
              : t`Of ${{ open: count(edges.open) }} open candidates:`}{" "}
            <Trans>
              {{ gained: count(edges.gained) }} proposals gained, {{ lost: count(edges.lost) }}{" "}
              lost, {{ flipped: count(edges.flipped) }} flipped, {{ same: count(edges.same) }} the
              same.
            </Trans>{" "}
            <Judged edges={edges} a={a} b={b} />
          </p>
          <div>
            <CountAll a={a} b={b} open={edges.open} last={last} />
          </div>
          <Turns edges={edges} a={a} b={b} />
          <Examples edges={edges} a={a} b={b} />
        </>
      )}
    </div>
  );
}

/** This version beside another one, on the same pairs. */
export function ComparePanel({ version }: { version: string }) {
  const versions = useInfiniteQuery(versionsQuery);
  const others = (versions.data ?? []).filter((one) => one.version !== version);
  const [other, setOther] = useState<string | null>(null);
  const comparison = useQuery({
    ...compareQuery(other ?? "", version, FIRST_LOOK),
    enabled: other !== null,
  });
  const last = useQuery({ ...lastCountQuery(other ?? "", version), enabled: other !== null });
  if (others.length === 0) return null;
  return (
    <Panel
      title={t`Compared with`}
      aside={
        <Select
          size="xs"
          w={170}
          aria-label={t`Other version`}
          placeholder={t`another version`}
          value={other}
          onChange={setOther}
          data={others.map((one) => ({
            value: one.version,
            label:
              one.aliases.length > 0 ? `${one.version} (${one.aliases.join(", ")})` : one.version,
          }))}
        />
      }
    >
      {other === null ? (
        <span className={classes.dim}>
          <Trans>Choose a version: the same test, the difference, the edges that change.</Trans>
        </span>
      ) : (
        <Bound query={comparison}>
          {(data) => <Result comparison={data} last={last.data ?? null} />}
        </Bound>
      )}
    </Panel>
  );
}

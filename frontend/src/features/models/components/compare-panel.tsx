import { Select, Table } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { count } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import { compareQuery, type Comparison, type EdgeChange } from "../api/compare";
import { versionsQuery } from "../api/versions";
import classes from "./models.module.css";

function signed(value: number): string {
  return `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(3)}`;
}

function Side({ said }: { said: EdgeChange["first"] }) {
  return said ? <RelationBadge relation={said[0]} /> : <span className={classes.dim}>nothing</span>;
}

function Result({ comparison }: { comparison: Comparison }) {
  const { difference, edges, test_set: set } = comparison;
  const examples = edges ? Object.values(edges.examples).flat().slice(0, 12) : [];
  return (
    <div className={classes.form}>
      <p style={{ margin: 0 }}>
        Macro-F1 <b>{signed(difference.value)}</b> (95 % interval {signed(difference.low)} to{" "}
        {signed(difference.high)}) on {count(set.pairs)} pairs of {set.dataset} that neither has
        seen.
      </p>
      {edges && (
        <p style={{ margin: 0 }} className={classes.dim}>
          Of {count(edges.candidates)} candidates: {count(edges.gained)} proposals gained,{" "}
          {count(edges.lost)} lost, {count(edges.flipped)} flipped, {count(edges.same)} the same.
        </p>
      )}
      {examples.length > 0 && (
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Pair</Table.Th>
              <Table.Th>{comparison.a}</Table.Th>
              <Table.Th>{comparison.b}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {examples.map((one) => (
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
      )}
    </div>
  );
}

/** This version beside another one, on the same pairs. */
export function ComparePanel({ version }: { version: string }) {
  const versions = useInfiniteQuery(versionsQuery);
  const others = (versions.data ?? []).filter((one) => one.version !== version);
  const [other, setOther] = useState<string | null>(null);
  const comparison = useQuery({ ...compareQuery(other ?? "", version), enabled: other !== null });
  if (others.length === 0) return null;
  return (
    <Panel
      title="Compared with"
      aside={
        <Select
          size="xs"
          w={170}
          aria-label="Other version"
          placeholder="another version"
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
          Choose a version: the same test, the difference, the edges that change.
        </span>
      ) : (
        <Bound query={comparison}>{(data) => <Result comparison={data} />}</Bound>
      )}
    </Panel>
  );
}

import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Table } from "@mantine/core";
import { useMemo, useState } from "react";

import { say } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";
import { isRelation, relationName } from "@/relations/relations";

import { type Part, type PartEdge, together } from "../drawing/part";
import classes from "./graph.module.css";

interface Props {
  parts: Part[];
  hidden: ReadonlySet<string>;
  isComparing: boolean;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
}

const AT_FIRST = 200;
const STATES: Record<PartEdge["state"], MessageDescriptor> = {
  kept: msg`as before`,
  added: msg`new`,
  removed: msg`gone`,
  altered: msg`changed`,
  merged: msg`merged`,
};

/** All that the picture shows, as a table: for those who do not see it, and for finding and copying. */
export function EdgeTable({ parts, hidden, isComparing, onConcept, onEdge }: Props) {
  const [most, setMost] = useState(AT_FIRST);
  const { rows, names, cut } = useMemo(() => {
    const all = together(parts);
    const named = new Map(all.nodes.map((node) => [node.id, node.label]));
    const shown = all.edges
      .filter((edge) => !hidden.has(edge.relation))
      .sort(
        (a, b) =>
          Number(a.state === "kept") - Number(b.state === "kept") ||
          (named.get(a.source) ?? "").localeCompare(named.get(b.source) ?? "") ||
          (named.get(a.target) ?? "").localeCompare(named.get(b.target) ?? ""),
      );
    return { rows: shown, names: named, cut: all.cut };
  }, [parts, hidden]);
  const name = (id: number) => (
    <button type="button" className="link" onClick={() => onConcept(id)}>
      {names.get(id) ?? id}
    </button>
  );
  return (
    <div className={classes.tableBox} tabIndex={0} role="region" aria-label={t`Edges as a table`}>
      <Table stickyHeader highlightOnHover className={classes.table ?? ""}>
        <Table.Caption>
          {[
            t`${plural({ names: names.size }, { one: "# concept", other: "# concepts" })}, ${plural({ rows: rows.length }, { one: "# edge", other: "# edges" })}`,
            ...(cut > 0
              ? [
                  t`${plural(cut, { one: "# further concept", other: "# further concepts" })} left out, it would be too many`,
                ]
              : []),
          ].join("; ")}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">
              <Trans>Title</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>is</Trans>
            </Table.Th>
            <Table.Th scope="col">
              <Trans>to the title</Trans>
            </Table.Th>
            {isComparing && (
              <Table.Th scope="col">
                <Trans>Since then</Trans>
              </Table.Th>
            )}
            <Table.Th scope="col">
              <span className={classes.unseen}>
                <Trans>Reasons</Trans>
              </span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.slice(0, most).map((edge) => (
            <Table.Tr key={edge.id} data-state={edge.state}>
              <Table.Td>{name(edge.source)}</Table.Td>
              <Table.Td>
                {isRelation(edge.relation) ? (
                  <RelationBadge relation={edge.relation} />
                ) : (
                  t`merged into`
                )}
              </Table.Td>
              <Table.Td>{name(edge.target)}</Table.Td>
              {isComparing && (
                <Table.Td className={classes.state ?? ""} data-state={edge.state}>
                  {say(STATES[edge.state])}
                  {edge.was !== null && <>, {t`was ${{ was: relationName(edge.was) }}`}</>}
                </Table.Td>
              )}
              <Table.Td>
                {edge.id > 0 && edge.state !== "removed" && (
                  <button
                    type="button"
                    className={classes.whyButton}
                    aria-label={t`Why: ${{ source: names.get(edge.source) ?? "" }} ${{ relation: relationName(edge.relation) }} ${{ target: names.get(edge.target) ?? "" }}`}
                    onClick={() => onEdge(edge.id)}
                  >
                    <Trans>why?</Trans>
                  </button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > most && (
        <Button variant="default" onClick={() => setMost(most + 5 * AT_FIRST)}>
          <Trans>
            Show more of{" "}
            <Plural value={{ rows: rows.length - most }} one="# edge" other="# edges" />
          </Trans>
        </Button>
      )}
    </div>
  );
}

import { Button, Table } from "@mantine/core";
import { useMemo, useState } from "react";

import { counted } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { isRelation } from "@/relations/relations";

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
const STATES: Record<PartEdge["state"], string> = {
  kept: "as before",
  added: "new",
  removed: "gone",
  altered: "changed",
  merged: "merged",
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
    <div className={classes.tableBox} tabIndex={0} role="region" aria-label="Edges as a table">
      <Table stickyHeader highlightOnHover className={classes.table ?? ""}>
        <Table.Caption>
          {counted(names.size, "concept")}, {counted(rows.length, "edge")}
          {cut > 0 && `; ${counted(cut, "further concept")} left out, it would be too many`}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Title</Table.Th>
            <Table.Th scope="col">is</Table.Th>
            <Table.Th scope="col">to the title</Table.Th>
            {isComparing && <Table.Th scope="col">Since then</Table.Th>}
            <Table.Th scope="col">
              <span className={classes.unseen}>Reasons</span>
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
                  "merged into"
                )}
              </Table.Td>
              <Table.Td>{name(edge.target)}</Table.Td>
              {isComparing && (
                <Table.Td className={classes.state ?? ""} data-state={edge.state}>
                  {STATES[edge.state]}
                  {edge.was !== null && `, was ${edge.was}`}
                </Table.Td>
              )}
              <Table.Td>
                {edge.id > 0 && edge.state !== "removed" && (
                  <button
                    type="button"
                    className={classes.whyButton}
                    aria-label={`Why: ${names.get(edge.source) ?? ""} ${edge.relation} ${names.get(edge.target) ?? ""}`}
                    onClick={() => onEdge(edge.id)}
                  >
                    why?
                  </button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rows.length > most && (
        <Button variant="default" onClick={() => setMost(most + 5 * AT_FIRST)}>
          Show more of {counted(rows.length - most, "edge")}
        </Button>
      )}
    </div>
  );
}

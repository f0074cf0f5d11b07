import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { RelationBadge } from "@/relations/relation-badge";
import { type Relation, relationName, RELATIONS } from "@/relations/relations";

import classes from "./charts.module.css";

export interface Cell {
  truth: Relation;
  said: Relation;
}

interface Props {
  table: number[][];
  chosen: Cell | null;
  onChoose: (cell: Cell | null) => void;
}

/** Rows: what people said. Columns: what the model said. A cell opens the pairs behind it. */
export function Confusion({ table, chosen, onChoose }: Props) {
  const isChosen = (truth: Relation, said: Relation) =>
    chosen?.truth === truth && chosen.said === said;
  return (
    <div className={classes.scroll}>
      <table className={classes.confusion}>
        <caption className="visually-hidden">
          <Trans>Rows: what people said. Columns: what the model said.</Trans>
        </caption>
        <thead>
          <tr>
            <td />
            {RELATIONS.map((relation) => (
              <th key={relation} scope="col">
                <RelationBadge relation={relation} glyphOnly />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {RELATIONS.map((truth, row) => {
            const counts = table[row] ?? [];
            const total = counts.reduce((sum, value) => sum + value, 0) || 1;
            return (
              <tr key={truth}>
                <th scope="row">
                  <RelationBadge relation={truth} />
                </th>
                {RELATIONS.map((said, column) => {
                  const value = counts[column] ?? 0;
                  const tone = row === column ? "var(--tl-ink)" : "var(--tl-bad)";
                  return (
                    <td
                      key={said}
                      style={{
                        background: `color-mix(in srgb, ${tone} ${Math.round((value / total) * 46)}%, transparent)`,
                      }}
                    >
                      {value > 0 && (
                        <button
                          type="button"
                          className={classes.cell}
                          aria-label={t`People said ${{ truth: relationName(truth) }}, it said ${{ said: relationName(said) }}: ${value}`}
                          aria-pressed={isChosen(truth, said)}
                          onClick={() => onChoose(isChosen(truth, said) ? null : { truth, said })}
                        >
                          {value}
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

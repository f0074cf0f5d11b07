import { RelationBadge } from "@/relations/relation-badge";
import { RELATIONS } from "@/relations/relations";

import classes from "./charts.module.css";

/** Rows: what people said. Columns: what the model said. */
export function Confusion({ table }: { table: number[][] }) {
  return (
    <div className={classes.scroll}>
      <table className={classes.confusion}>
        <caption className="visually-hidden">
          Rows: what people said. Columns: what the model said.
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
                      {value || ""}
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

import { t } from "@lingui/core/macro";
import { Select, Table } from "@mantine/core";

import { choicesOf } from "@/lib/texts";

import type { Columns } from "../api/imports";
import { asMeaning, MEANINGS, meaningOf, type Mapping, withMeaning } from "../mapping";
import classes from "./imports.module.css";

/** The first rows of a file; above each column stands what it means, and can be changed. */
export function MappingTable({
  look,
  mapping,
  onChange,
}: {
  look: Columns;
  mapping: Mapping;
  onChange: (mapping: Mapping) => void;
}) {
  return (
    <div
      className={classes.sheet}
      role="region"
      aria-label={t`First rows of the file`}
      tabIndex={0}
    >
      <Table withColumnBorders verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            {look.columns.map((column, at) => (
              <Table.Th key={`${column}-${at}`}>
                <Select
                  size="xs"
                  aria-label={t`What the column ${{ column: column || at + 1 }} means`}
                  data={choicesOf(MEANINGS)}
                  value={meaningOf(mapping, column)}
                  allowDeselect={false}
                  comboboxProps={{ width: 190 }}
                  onChange={(value) => onChange(withMeaning(mapping, column, asMeaning(value)))}
                />
                <span>{column || t`column ${{ at: at + 1 }}`}</span>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {look.rows.map((row, line) => (
            <Table.Tr key={line}>
              {row.map((cell, at) => (
                <Table.Td
                  key={at}
                  data-used={meaningOf(mapping, look.columns[at] ?? "") !== "" || undefined}
                >
                  {cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

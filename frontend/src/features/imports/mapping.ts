import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import type { Columns } from "./api/imports";

export type Mapping = Columns["guess"];
export type Meaning = "" | "titles" | "count" | "source" | "language" | "external_id";

export const MEANINGS: { value: Meaning; label: MessageDescriptor }[] = [
  { value: "", label: msg`not used` },
  { value: "titles", label: msg`title` },
  { value: "count", label: msg`how often seen` },
  { value: "source", label: msg`source` },
  { value: "language", label: msg`language` },
  { value: "external_id", label: msg`id in the source` },
];

/** The meaning that a choice names. */
export const asMeaning = (value: string | null): Meaning =>
  MEANINGS.find((meaning) => meaning.value === value)?.value ?? "";

const SINGLE = ["count", "source", "language", "external_id"] as const;

/** What a column means; empty when it is not used. */
export function meaningOf(mapping: Mapping, column: string): Meaning {
  if (mapping.titles.includes(column)) return "titles";
  return SINGLE.find((name) => mapping[name] === column) ?? "";
}

/** The mapping in which a column means something else. Titles may stand in several columns, all else in one. */
export function withMeaning(mapping: Mapping, column: string, meaning: Meaning): Mapping {
  const changed: Mapping = {
    ...mapping,
    titles: mapping.titles.filter((name) => name !== column),
  };
  for (const name of SINGLE) if (changed[name] === column) changed[name] = null;
  if (meaning === "titles") changed.titles = [...changed.titles, column];
  else if (meaning !== "") changed[meaning] = column;
  return changed;
}

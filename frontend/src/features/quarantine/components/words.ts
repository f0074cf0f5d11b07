import { plural, t } from "@lingui/core/macro";

import type { Preview, Quarantine } from "../api/quarantines";

/** What a quarantine is about, in words. */
export function subjectOf(row: Quarantine): string {
  if (row.kind === "person") return t`Answers of ${{ username: row.person?.username ?? "" }}`;
  if (row.kind === "import_run") return t`Import ${{ id: row.import_run?.id ?? "" }}`;
  return t`Model ${{ modelVersion: row.model_version }}`;
}

/** What beginning would do, in words. */
export function effectOf({ decisions, proposals, annotations }: Preview): string {
  const parts = [
    decisions > 0 &&
      t`${plural(decisions, { one: "# decision", other: "# decisions" })} will be taken back`,
    proposals > 0 &&
      t`${plural(proposals, { one: "# open proposal", other: "# open proposals" })} will be closed`,
    annotations > 0 &&
      t`${plural(annotations, { one: "# answer", other: "# answers" })} will have no voice`,
  ].filter((part): part is string => Boolean(part));
  if (parts.length === 0) return t`Nothing stands on it now; nothing will come of it from here on.`;
  return t`${{ parts: parts.join(", ") }}. All of it can be brought back.`;
}

import { counted } from "@/lib/format";

import type { Preview, Quarantine } from "../api/quarantines";

/** What a quarantine is about, in words. */
export function subjectOf(row: Quarantine): string {
  if (row.kind === "person") return `Answers of ${row.person?.username ?? ""}`;
  if (row.kind === "import_run") return `Import ${row.import_run?.id ?? ""}`;
  return `Model ${row.model_version}`;
}

/** What beginning would do, in words. */
export function effectOf({ decisions, proposals, annotations }: Preview): string {
  const parts = [
    decisions > 0 && `${counted(decisions, "decision")} will be taken back`,
    proposals > 0 && `${counted(proposals, "open proposal")} will be closed`,
    annotations > 0 && `${counted(annotations, "answer")} will have no voice`,
  ].filter((part): part is string => Boolean(part));
  if (parts.length === 0) return "Nothing stands on it now; nothing will come of it from here on.";
  return `${parts.join(", ")}. All of it can be brought back.`;
}

import type { Schemas } from "@/api/shapes";
import { addressOf, api } from "@/lib/api-client";

export type BulkReport = Schemas["BulkReportOut"];
export type BulkRow = Schemas["BulkRowOut"];
export type Verdict = BulkRow["verdict"];

export interface BulkAsked {
  text: string;
  language: string;
  moves: boolean;
  part: number | null;
  missing: boolean;
  reason: string;
  dry_run: boolean;
}

export const bulkEdit = (asked: BulkAsked) => api.post<BulkReport>("taxonomy/bulk", asked);

/** Where the part below a concept is downloaded as CSV. */
export const partAddress = (concept: number) => addressOf(`taxonomy/concepts/${concept}/table`);

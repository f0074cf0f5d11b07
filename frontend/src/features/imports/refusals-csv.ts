import type { ImportReport } from "./api/imports";

const quoted = (cell: string | number) => {
  // A cell that a spreadsheet would run as a formula is made text.
  const text = String(cell).replace(/^[=+\-@\t\r]/, "'$&");
  return `"${text.replaceAll('"', '""')}"`;
};

/** The refused rows of a report as a CSV file that spreadsheets open. */
export function refusalsCsv(refusals: ImportReport["refusals"]): string {
  const rows = refusals.map(({ row, field, reason, value }) => [row, field, reason, value]);
  return [["row", "field", "reason", "value"], ...rows]
    .map((cells) => cells.map(quoted).join(","))
    .join("\r\n");
}

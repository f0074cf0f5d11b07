import { Button, Group, Table } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { StateMark } from "@/components/state-mark";
import { count, counted } from "@/lib/format";

import type { ImportReport } from "../api/imports";
import { refusalsCsv } from "../refusals-csv";
import classes from "./imports.module.css";

const NAMES: Record<string, string> = {
  new: "new",
  changed: "seen again, counts changed",
  same: "same as before",
  refused: "refused",
  rows: "rows read",
};

/** Hand a text to the browser as a file. */
function save(text: string, name: string): void {
  // The mark at the beginning tells spreadsheets that it is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

/** What an import did, or would do: the counts, the traps it met, and the rows it refused with the reason. */
export function Report({ report }: { report: ImportReport }) {
  const refused = report.counts.refused ?? report.refusals.length;
  const shown = Object.entries(report.counts).filter(([, value]) => value > 0);
  return (
    <div className={classes.report}>
      <StateMark tone={report.dry_run ? "calm" : "good"}>
        {report.dry_run ? "Dry run: nothing was changed" : `Import ${report.state}`}
      </StateMark>
      <ul className={classes.counts}>
        {shown.map(([name, value]) => (
          <li key={name} data-bad={name === "refused" || undefined}>
            <b>{count(value)}</b> {NAMES[name] ?? name.replaceAll("_", " ")}
          </li>
        ))}
      </ul>
      {report.notices.length > 0 && (
        <>
          <h3>What is odd about the file</h3>
          <ul className={classes.notices}>
            {report.notices.map((notice) => (
              <li key={notice.code}>
                <b>{count(notice.count)}</b> {notice.sentence}
                {notice.examples.length > 0 && (
                  <small>{notice.examples.slice(0, 4).join(" · ")}</small>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
      {report.refusals.length > 0 && (
        <>
          <Group justify="space-between">
            <h3>
              {refused > report.refusals.length
                ? `The first ${count(report.refusals.length)} of ${counted(refused, "refused row")}`
                : counted(refused, "refused row")}
            </h3>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={() =>
                save(refusalsCsv(report.refusals), `refused rows of ${report.file}.csv`)
              }
            >
              Download
            </Button>
          </Group>
          <div className={classes.refusals}>
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={80}>Row</Table.Th>
                  <Table.Th w={120}>Field</Table.Th>
                  <Table.Th>Reason</Table.Th>
                  <Table.Th>Value</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {report.refusals.map((refusal, index) => (
                  <Table.Tr key={`${refusal.row}-${index}`}>
                    <Table.Td>{refusal.row}</Table.Td>
                    <Table.Td>{refusal.field}</Table.Td>
                    <Table.Td>{refusal.reason}</Table.Td>
                    <Table.Td c="dimmed">{refusal.value}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        </>
      )}
    </div>
  );
}

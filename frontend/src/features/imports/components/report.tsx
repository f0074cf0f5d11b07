import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Table } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";

import { StateMark } from "@/components/state-mark";
import { stateName } from "@/lib/codes";
import { count } from "@/lib/format";
import { wordsOf } from "@/lib/texts";

import type { ImportReport } from "../api/imports";
import { refusalsCsv } from "../refusals-csv";
import classes from "./imports.module.css";

const NAMES: Record<string, MessageDescriptor> = {
  new: msg`new`,
  changed: msg`seen again, counts changed`,
  same: msg`same as before`,
  refused: msg`refused`,
  rows: msg`rows read`,
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
        {report.dry_run
          ? t`Dry run: nothing was changed`
          : t`Import ${{ state: stateName(report.state) }}`}
      </StateMark>
      <ul className={classes.counts}>
        {shown.map(([name, value]) => (
          <li key={name} data-bad={name === "refused" || undefined}>
            <b>{count(value)}</b> {wordsOf(NAMES, name).replaceAll("_", " ")}
          </li>
        ))}
      </ul>
      {report.notices.length > 0 && (
        <>
          <h3>
            <Trans>What is odd about the file</Trans>
          </h3>
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
                ? t`The first ${{ refusals: count(report.refusals.length) }} of ${plural(refused, { one: "# refused row", other: "# refused rows" })}`
                : plural(refused, { one: "# refused row", other: "# refused rows" })}
            </h3>
            <Button
              size="compact-xs"
              variant="default"
              leftSection={<IconDownload size={14} />}
              onClick={() =>
                save(refusalsCsv(report.refusals), t`refused rows of ${{ file: report.file }}.csv`)
              }
            >
              <Trans>Download</Trans>
            </Button>
          </Group>
          <div className={classes.refusals}>
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={80}>
                    <Trans>Row</Trans>
                  </Table.Th>
                  <Table.Th w={120}>
                    <Trans>Field</Trans>
                  </Table.Th>
                  <Table.Th>
                    <Trans>Reason</Trans>
                  </Table.Th>
                  <Table.Th>
                    <Trans>Value</Trans>
                  </Table.Th>
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

import { plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Checkbox, FileButton, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";

import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { revertChangeSet } from "@/features/decisions/api/decisions";
import { sentenceOf } from "@/lib/problem";

import { type BulkAsked, bulkEdit, type BulkReport, partAddress } from "../api/bulk";
import { conceptDetailQuery } from "../api/tree";
import { BulkReportView } from "../components/bulk-report";
import classes from "../components/taxonomy.module.css";
import { TreeSearch } from "../components/tree-search";
import { partOf, textOf } from "../tree/decode";

const DOES = ["add", "move", "change", "take_back"] as const;

function doing(report: BulkReport): number {
  return DOES.reduce((sum, verdict) => sum + report.counts[verdict], 0);
}

/** Many changes at once, from a spreadsheet: tried row by row, done as one, taken back whole. */
export default function BulkRoute() {
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const chosen = Number(search.get("part")) || null;
  const [text, setText] = useState("");
  const [file, setFile] = useState<{ name: string; part: number | null } | null>(null);
  const [moves, setMoves] = useState(false);
  const [missing, setMissing] = useState(false);
  const [language, setLanguage] = useState("en");
  const [reason, setReason] = useState("");
  /** The report that belongs to what is in the fields; gone as soon as they change. */
  const [report, setReport] = useState<BulkReport | null>(null);

  const asked = (dry_run: boolean): BulkAsked => ({
    text,
    language,
    moves,
    part: file?.part ?? null,
    missing: missing && file?.part != null,
    reason,
    dry_run,
  });
  const edit = useMutation({
    mutationFn: bulkEdit,
    onSuccess: async (found) => {
      setReport(found);
      if (!found.dry_run) await client.invalidateQueries();
    },
  });
  const undo = useMutation({
    mutationFn: revertChangeSet,
    onSuccess: async (back) => {
      setReport(null);
      notifications.show({
        message: t`${plural({ decisions: back.decisions }, { one: "# decision", other: "# decisions" })} taken back.`,
      });
      await client.invalidateQueries();
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  const change =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      set(value);
      setReport(null);
    };
  const open = async (wanted: File | null) => {
    if (!wanted) return;
    change(setText)(textOf(await wanted.arrayBuffer()));
    setFile({ name: wanted.name, part: partOf(wanted.name) });
  };
  const toDo = report?.dry_run ? doing(report) : 0;

  return (
    <Page
      title={t`Bulk edit`}
      lead={t`Paste rows from a spreadsheet, or edit a part of the taxonomy as a file. Nothing is changed before you have seen what each row would do.`}
      actions={
        <Link to="/taxonomy">
          <Trans>Back to the tree</Trans>
        </Link>
      }
    >
      <div className={classes.bulk}>
        <Stack gap="md">
          <Panel title={t`A part as a file`}>
            <Stack gap="sm">
              <TreeSearch
                isLabelled
                label={t`Part`}
                placeholder={t`Find the concept at its top`}
                onChoose={(found) => setSearch({ part: String(found.concept) }, { replace: true })}
              />
              {chosen !== null && <Download concept={chosen} />}
              <p className={classes.quiet}>
                <Trans>
                  Edit the file in any spreadsheet and upload it again. Leave the column “decision”
                  as it is: by it an edited row is known.
                </Trans>
              </p>
            </Stack>
          </Panel>
          <Panel title={t`Rows`}>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                edit.mutate(asked(true));
              }}
            >
              <Stack gap="sm">
                <Textarea
                  label={t`Title, relation, title`}
                  description={t`One row a line, as a spreadsheet copies it. An empty relation, or “none”, takes back what stands.`}
                  // eslint-disable-next-line texts/literal, lingui/no-unlocalized-strings -- relations are codes here
                  placeholder={"cook\tbroader\tpastry cook\nhead chef\tsenior\tsous chef"}
                  rows={10}
                  classNames={{ input: classes.rowsInput ?? "" }}
                  value={text}
                  onChange={(event) => {
                    change(setText)(event.currentTarget.value);
                    if (event.currentTarget.value === "") setFile(null);
                  }}
                />
                <Group gap="sm">
                  <FileButton
                    accept=".csv,.tsv,.txt,text/csv"
                    onChange={(wanted) => void open(wanted)}
                  >
                    {(props) => (
                      <Button
                        {...props}
                        size="compact-sm"
                        variant="default"
                        leftSection={<IconUpload size={15} aria-hidden="true" />}
                      >
                        <Trans>Upload a file</Trans>
                      </Button>
                    )}
                  </FileButton>
                  {file && <span className={classes.quiet}>{file.name}</span>}
                </Group>
                <Checkbox
                  label={t`A title that a row puts under another one leaves its places`}
                  checked={moves}
                  onChange={(event) => change(setMoves)(event.currentTarget.checked)}
                />
                {file?.part != null && (
                  <Checkbox
                    label={t`Take back what is missing in the file`}
                    checked={missing}
                    onChange={(event) => change(setMissing)(event.currentTarget.checked)}
                  />
                )}
                <Group grow align="flex-start">
                  <TextInput
                    label={t`Language of the titles`}
                    value={language}
                    maxLength={12}
                    onChange={(event) => change(setLanguage)(event.currentTarget.value)}
                  />
                  <TextInput
                    label={t`Reason`}
                    value={reason}
                    maxLength={2_000}
                    onChange={(event) => setReason(event.currentTarget.value)}
                  />
                </Group>
                {edit.error && <Refusal error={edit.error} />}
                <Group>
                  <Button
                    type="submit"
                    variant={toDo > 0 ? "default" : "filled"}
                    disabled={text.trim() === ""}
                    loading={edit.isPending}
                  >
                    <Trans>Dry run</Trans>
                  </Button>
                  {toDo > 0 && (
                    <Button loading={edit.isPending} onClick={() => edit.mutate(asked(false))}>
                      <Trans>
                        Apply <Plural value={toDo} one="# row" other="# rows" />
                      </Trans>
                    </Button>
                  )}
                </Group>
              </Stack>
            </form>
          </Panel>
        </Stack>
        <Panel
          title={report && !report.dry_run ? t`What was done` : t`What would be done`}
          flush
          aside={
            report?.change_set != null && (
              <Button
                size="compact-sm"
                variant="default"
                loading={undo.isPending}
                onClick={() => report.change_set !== null && undo.mutate(report.change_set)}
              >
                <Trans>Undo all of it</Trans>
              </Button>
            )
          }
        >
          {report === null ? (
            <EmptyState title={t`No dry run yet`}>
              <Trans>
                It says row by row what would be added, moved, taken back or refused, and why.
              </Trans>
            </EmptyState>
          ) : (
            <>
              {!report.dry_run && (
                <p className={classes.bulkDone} role="status">
                  {report.change_set === null
                    ? t`Nothing was to be done.`
                    : t`${plural({ decisions: report.decisions }, { one: "# decision", other: "# decisions" })} made, as change set ${{ changeSet: report.change_set }}.`}
                </p>
              )}
              {report.missing > 0 && !missing && (
                <p className={classes.bulkDone}>
                  <Plural
                    value={{ missing: report.missing }}
                    one="# edge of the part is missing in the file, and stays."
                    other="# edges of the part are missing in the file, and stay."
                  />
                </p>
              )}
              <BulkReportView report={report} />
            </>
          )}
        </Panel>
      </div>
    </Page>
  );
}

function Download({ concept }: { concept: number }) {
  const detail = useQuery(conceptDetailQuery(concept));
  if (detail.error) return <Refusal error={detail.error} />;
  return (
    <Button
      component="a"
      href={partAddress(concept)}
      download
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden="true" />}
    >
      <Trans>Download “{{ name: detail.data?.name ?? concept }}” and all below it</Trans>
    </Button>
  );
}

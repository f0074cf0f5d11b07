import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, FileInput, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { choicesOf } from "@/lib/texts";

import { type ImportReport, lookInto, startImport } from "../api/imports";
import type { Mapping } from "../mapping";
import classes from "./imports.module.css";
import { MappingTable } from "./mapping-table";

const FORMATS = [
  { value: "csv", label: msg`CSV with a column of titles` },
  { value: "txt", label: msg`Text, one title a line` },
  { value: "esco", label: msg`ESCO occupations_xx.csv` },
  { value: "onet", label: msg`O*NET Alternate Titles.txt` },
  { value: "skos", label: msg`SKOS: Turtle, RDF/XML or JSON-LD` },
];

/** Choose a file, say what its columns mean, see what it would do, then do it. */
export function ImportForm({ onReport }: { onReport: (report: ImportReport) => void }) {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState("csv");
  const [language, setLanguage] = useState("en");
  const [source, setSource] = useState("");
  const [said, setSaid] = useState<Mapping | null>(null);
  const look = useQuery({
    queryKey: ["import-columns", file?.name, file?.size, file?.lastModified],
    queryFn: () => (file ? lookInto(file) : Promise.reject(new Error("no file"))),
    enabled: file !== null && format === "csv",
    retry: false,
    staleTime: Infinity,
  });
  const mapping = said ?? look.data?.guess ?? null;
  const run = useMutation({
    mutationFn: startImport,
    onSuccess: async (report) => {
      onReport(report);
      await client.invalidateQueries({ queryKey: ["imports"] });
    },
  });
  const ready =
    file !== null && (format !== "csv" || (mapping !== null && mapping.titles.length > 0));
  const go = (dryRun: boolean) => {
    if (!ready) return;
    run.mutate({
      file,
      format,
      language,
      source,
      mapping: format === "csv" ? mapping : null,
      dryRun,
    });
  };
  const dry = run.isPending && run.variables.dryRun;

  return (
    <Panel title={t`New import`}>
      <Stack gap="sm">
        <div className={classes.fields}>
          <FileInput
            label={t`File`}
            placeholder={t`Choose a file`}
            value={file}
            onChange={(chosen) => {
              setFile(chosen);
              setSaid(null);
              run.reset();
            }}
            clearable
            clearButtonProps={{ "aria-label": t`Choose no file` }}
          />
          <Select
            label={t`Format`}
            data={choicesOf(FORMATS)}
            value={format}
            allowDeselect={false}
            onChange={(value) => setFormat(value ?? "csv")}
          />
          <TextInput
            label={t`Language`}
            description={t`As in “en” or “de-CH”`}
            inputWrapperOrder={["label", "input", "description"]}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value)}
          />
          <TextInput
            label={t`Name of the source`}
            description={t`Empty: made of format and file name`}
            inputWrapperOrder={["label", "input", "description"]}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
        </div>
        {file && format === "csv" && (
          <div>
            <h3 className={classes.heading}>
              <Trans>What the columns mean</Trans>
            </h3>
            {look.isError ? (
              <Refusal error={look.error} />
            ) : (
              <Bound query={look} lines={5}>
                {(data) => (
                  <MappingTable look={data} mapping={mapping ?? data.guess} onChange={setSaid} />
                )}
              </Bound>
            )}
            {mapping?.titles.length === 0 && (
              <p className={classes.say} role="status">
                <Trans>Say which column holds the titles.</Trans>
              </p>
            )}
          </div>
        )}
        {run.isError && <Refusal error={run.error} />}
        <Group>
          <Button variant="default" disabled={!ready} loading={dry} onClick={() => go(true)}>
            <Trans>Dry run</Trans>
          </Button>
          <Button disabled={!ready} loading={run.isPending && !dry} onClick={() => go(false)}>
            <Trans>Import</Trans>
          </Button>
        </Group>
      </Stack>
    </Panel>
  );
}

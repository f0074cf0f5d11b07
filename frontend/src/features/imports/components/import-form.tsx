import { Button, FileInput, Group, Select, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Refusal } from "@/components/refusal";

import { type ImportReport, startImport } from "../api/imports";

const FORMATS = [
  { value: "csv", label: "CSV with a column of titles" },
  { value: "txt", label: "Text, one title a line" },
  { value: "esco", label: "ESCO occupations_xx.csv" },
  { value: "onet", label: "O*NET Alternate Titles.txt" },
  { value: "skos", label: "SKOS: Turtle, RDF/XML or JSON-LD" },
];

/** Choose a file, see what it would do, then do it. */
export function ImportForm({ onReport }: { onReport: (report: ImportReport) => void }) {
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [format, setFormat] = useState("csv");
  const [language, setLanguage] = useState("en");
  const [source, setSource] = useState("");
  const [titleColumn, setTitleColumn] = useState("");
  const run = useMutation({
    mutationFn: startImport,
    onSuccess: async (report) => {
      onReport(report);
      await client.invalidateQueries({ queryKey: ["imports"] });
    },
  });
  const go = (dryRun: boolean) => {
    if (file) run.mutate({ file, format, language, source, titleColumn, dryRun });
  };
  const dry = run.isPending && run.variables.dryRun;

  return (
    <Stack gap="sm">
      <FileInput
        label="File"
        placeholder="Choose a file"
        value={file}
        onChange={setFile}
        clearable
      />
      <Select
        label="Format"
        data={FORMATS}
        value={format}
        allowDeselect={false}
        onChange={(value) => setFormat(value ?? "csv")}
      />
      <TextInput
        label="Language"
        description="As in “en” or “de-CH”"
        value={language}
        onChange={(event) => setLanguage(event.currentTarget.value)}
      />
      <TextInput
        label="Name of the source"
        description="Empty: made of format and file name"
        value={source}
        onChange={(event) => setSource(event.currentTarget.value)}
      />
      {format === "csv" && (
        <TextInput
          label="Column of the titles"
          description="Empty: the column “title”"
          value={titleColumn}
          onChange={(event) => setTitleColumn(event.currentTarget.value)}
        />
      )}
      {run.isError && <Refusal error={run.error} />}
      <Group grow>
        <Button variant="default" disabled={!file} loading={dry} onClick={() => go(true)}>
          Dry run
        </Button>
        <Button disabled={!file} loading={run.isPending && !dry} onClick={() => go(false)}>
          Import
        </Button>
      </Group>
    </Stack>
  );
}

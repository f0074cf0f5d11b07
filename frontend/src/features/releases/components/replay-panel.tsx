import { Button, FileButton, Group, Table, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { count } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { type Replay, replayQueries } from "../api/releases";
import classes from "./releases.module.css";

const MOST = 2_000;
const WORDS: Record<string, string> = {
  same: "say the same",
  gained: "have an answer now",
  lost: "have none any more",
  other_concept: "lead to another concept",
  other_terms: "expand to other terms",
};

/** One query a line; of a table the first column, without its heading. */
export function queriesIn(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const [first = "", ...rest] = lines;
  const hasHeading = /^"?(query|title|q)"?(,|$)/i.test(first);
  const cell = (line: string) =>
    hasHeading
      ? (/^"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"') ?? line.split(",")[0] ?? "")
      : line;
  return (hasHeading ? rest : lines)
    .map(cell)
    .filter((line) => line !== "")
    .slice(0, MOST);
}

function Outcome({ replay }: { replay: Replay }) {
  return (
    <>
      <p className={classes.quiet}>
        {Object.entries(replay.outcomes)
          .filter(([, queries]) => queries > 0)
          .map(([name, queries]) => `${count(queries)} ${WORDS[name] ?? name}`)
          .join(", ")}
        .
      </p>
      {replay.changed.length > 0 && (
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Query</Table.Th>
              <Table.Th>Before</Table.Th>
              <Table.Th>Now</Table.Th>
              <Table.Th>Terms come and gone</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {replay.changed.slice(0, 200).map((row) => (
              <Table.Tr key={row.query}>
                <Table.Td>{row.query}</Table.Td>
                <Table.Td>{row.before ?? "unknown"}</Table.Td>
                <Table.Td>{row.after ?? "unknown"}</Table.Td>
                <Table.Td>
                  {[...row.more.map((t) => `+ ${t}`), ...row.fewer.map((t) => `− ${t}`)].join(", ")}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}

/** Asks queries of two releases: what would searchers be told otherwise? */
export function ReplayPanel({ number, since }: { number: number; since: number }) {
  const [text, setText] = useState("");
  const replay = useMutation({
    mutationFn: replayQueries,
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  const queries = queriesIn(text);
  return (
    <Panel title={`Queries, here and on release ${since}`}>
      <Textarea
        label="One query a line, or a table with the column query"
        description={`At the most ${count(MOST)}; more by the command replay_queries`}
        autosize
        minRows={3}
        maxRows={8}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group my="sm" gap="xs">
        <Button
          size="xs"
          disabled={queries.length === 0}
          loading={replay.isPending}
          onClick={() => replay.mutate({ number, since, queries })}
        >
          {queries.length > 0 ? `Replay ${count(queries.length)}` : "Replay"}
        </Button>
        <FileButton
          accept=".csv,.txt"
          onChange={(file) => {
            void file?.text().then(setText);
          }}
        >
          {(button) => (
            <Button size="xs" variant="default" {...button}>
              From a file
            </Button>
          )}
        </FileButton>
      </Group>
      {replay.data && <Outcome replay={replay.data} />}
    </Panel>
  );
}

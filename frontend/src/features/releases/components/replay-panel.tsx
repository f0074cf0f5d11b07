import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
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
/** So many queries, and what has become of their answers. */
function outcomeOf(name: string, queries: number): string {
  switch (name) {
    case "same":
      return plural(queries, { one: "# says the same", other: "# say the same" });
    case "gained":
      return plural(queries, { one: "# has an answer now", other: "# have an answer now" });
    case "lost":
      return plural(queries, { one: "# has none any more", other: "# have none any more" });
    case "other_concept":
      return plural(queries, {
        one: "# leads to another concept",
        other: "# lead to another concept",
      });
    case "other_terms":
      return plural(queries, { one: "# expands to other terms", other: "# expand to other terms" });
    default:
      return `${count(queries)} ${name}`;
  }
}

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
          .map(([name, queries]) => outcomeOf(name, queries))
          .join(", ")}
        .
      </p>
      {replay.changed.length > 0 && (
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>
                <Trans>Query</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Before</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Now</Trans>
              </Table.Th>
              <Table.Th>
                <Trans>Terms come and gone</Trans>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {replay.changed.slice(0, 200).map((row) => (
              <Table.Tr key={row.query}>
                <Table.Td>{row.query}</Table.Td>
                <Table.Td>{row.before ?? t`unknown`}</Table.Td>
                <Table.Td>{row.after ?? t`unknown`}</Table.Td>
                <Table.Td>
                  {[
                    ...row.more.map((term) => `+ ${term}`),
                    ...row.fewer.map((term) => `− ${term}`),
                  ].join(", ")}
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
    <Panel title={t`Queries, here and on release ${since}`}>
      <Textarea
        label={t`One query a line, or a table with the column query`}
        description={t`At the most ${{ most: count(MOST) }}; more by the command replay_queries`}
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
          {queries.length > 0 ? t`Replay ${{ queries: count(queries.length) }}` : t`Replay`}
        </Button>
        <FileButton
          accept=".csv,.txt"
          onChange={(file) => {
            void file?.text().then(setText);
          }}
        >
          {(button) => (
            <Button size="xs" variant="default" {...button}>
              <Trans>From a file</Trans>
            </Button>
          )}
        </FileButton>
      </Group>
      {replay.data && <Outcome replay={replay.data} />}
    </Panel>
  );
}

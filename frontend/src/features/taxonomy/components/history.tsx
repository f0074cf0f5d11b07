import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { LoadMore } from "@/components/load-more";
import { PairText } from "@/components/pair-text";
import { Refusal } from "@/components/refusal";
import { changeSetName, settledName } from "@/lib/codes";
import { ago, momentOf } from "@/lib/format";
import { say } from "@/lib/texts";

import { type HistoryEntry, historyQuery, takeBack } from "../api/attention";
import classes from "./taxonomy.module.css";

const STATES: Record<string, MessageDescriptor> = {
  pending: msg`waits to be merged`,
  conflict: msg`waits as a conflict`,
  outranked: msg`a stronger decision stood`,
  void: msg`never reached the graph`,
};

const SIGNS = { "+": msg`added`, "-": msg`taken away`, "=": msg`said again` } as const;

interface Props {
  concept: number;
  canEdit: boolean;
  onChanged: () => void;
}

/** What happened to a concept, the latest first, as lines that came and went. */
export function History({ concept, canEdit, onChanged }: Props) {
  const entries = useInfiniteQuery(historyQuery(concept));
  const back = useMutation({
    mutationFn: (entry: HistoryEntry) => takeBack(concept, entry),
    onSuccess: onChanged,
  });
  return (
    <>
      {back.error && <Refusal error={back.error} />}
      <Bound query={entries} lines={6}>
        {(rows) => (
          <ol className={classes.entries} aria-label={t`History`}>
            {rows.map((entry) => (
              <Entry
                key={`${entry.what}-${entry.id}`}
                entry={entry}
                isBusy={back.isPending}
                onTakeBack={canEdit ? () => back.mutate(entry) : undefined}
              />
            ))}
          </ol>
        )}
      </Bound>
      <LoadMore query={entries} />
    </>
  );
}

function Entry({
  entry,
  isBusy,
  onTakeBack,
}: {
  entry: HistoryEntry;
  isBusy: boolean;
  onTakeBack: (() => void) | undefined;
}) {
  const whole = entry.change_set?.whole && !entry.change_set.reverted ? entry.change_set : null;
  const canGoBack = entry.takes_back !== null;
  const state = STATES[entry.state];
  return (
    <li>
      <header>
        <b>{entry.person ?? (entry.settled_by ? settledName(entry.settled_by) : t`the system`)}</b>
        <time dateTime={entry.at} title={momentOf(entry.at)}>
          {ago(entry.at)}
        </time>
        {entry.change_set && (
          <span>
            {changeSetName(entry.change_set.kind)} {entry.change_set.id}
            {entry.change_set.reverted && <>, {t`taken back`}</>}
          </span>
        )}
        {onTakeBack && canGoBack && (
          <Button size="compact-xs" variant="default" disabled={isBusy} onClick={onTakeBack}>
            {whole ? t`Take back the whole ${{ kind: changeSetName(whole.kind) }}` : t`Take back`}
          </Button>
        )}
      </header>
      <ul className={classes.diff}>
        {entry.lines.map((line) => (
          <li key={line.sign} data-sign={line.sign}>
            <b aria-hidden="true">{line.sign === "-" ? "−" : line.sign}</b>
            <span className="visually-hidden">{say(SIGNS[line.sign])}: </span>
            <PairText a={line.title_a.text} relation={line.relation} b={line.title_b.text} />
          </li>
        ))}
        {entry.names && (
          <>
            <li data-sign="-">
              <Trans>
                <b aria-hidden="true">−</b> called “{{ before: entry.names.before }}”
              </Trans>
            </li>
            <li data-sign="+">
              <Trans>
                <b aria-hidden="true">+</b> called “{{ after: entry.names.after }}”
              </Trans>
            </li>
          </>
        )}
        {entry.what === "decision" && entry.lines.length === 0 && (
          <li>
            <Trans>confirmed what stood</Trans>
          </li>
        )}
        {entry.what === "retired" && (
          <li data-sign="-">
            <Trans>retired</Trans>
          </li>
        )}
        {entry.what === "unretired" && (
          <li data-sign="+">
            <Trans>brought back</Trans>
          </li>
        )}
      </ul>
      {(entry.reason || state) && (
        <small>{[state && say(state), entry.reason].filter(Boolean).join(" · ")}</small>
      )}
    </li>
  );
}

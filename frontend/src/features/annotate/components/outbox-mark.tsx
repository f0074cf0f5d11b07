import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Popover, Stack, UnstyledButton } from "@mantine/core";

import { StateMark, type Tone } from "@/components/state-mark";
import { count } from "@/lib/format";
import { sentence } from "@/relations/relations";

import type { Entry } from "../outbox/entry";
import type { OutboxView } from "../outbox/outbox";
import { useOutbox, useOutboxView } from "../outbox/outbox-provider";

function summary(view: OutboxView): [Tone, string] {
  if (view.refused.length > 0)
    return [
      "bad",
      t`${plural({ refused: view.refused.length }, { one: "# answer", other: "# answers" })} refused`,
    ];
  if (view.waiting === 0) return ["good", t`All saved`];
  const isBeingKept = view.unwritten > 0 && view.durable;
  if (isBeingKept || view.state === "sending")
    return ["calm", t`Saving ${{ waiting: view.waiting }}`];
  // Only what this browser has written down is promised to survive the page.
  return [
    "warn",
    view.durable
      ? t`${{ waiting: count(view.waiting) }} unsent`
      : t`${{ waiting: count(view.waiting) }} unsent, only in this page`,
  ];
}

function nameOf(entry: Entry): string {
  return entry.kind === "answer"
    ? sentence(entry.titleA, entry.relation, entry.titleB)
    : t`An undo`;
}

/** Whether everything is with the server; opens on what is not. */
export function OutboxMark() {
  const outbox = useOutbox();
  const view = useOutboxView();
  const [tone, words] = summary(view);
  return (
    <Popover width={340} position="bottom-end" shadow="md">
      <Popover.Target>
        <UnstyledButton data-testid="outbox" aria-label={t`Saving: ${words}`}>
          <StateMark tone={tone}>{words}</StateMark>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" fz="sm">
          {view.waiting === 0 && view.refused.length === 0 && (
            <span>
              <Trans>Every answer has the server’s receipt.</Trans>
            </span>
          )}
          {view.waiting > 0 && (
            <span>
              {view.durable
                ? t`${plural({ waiting: view.waiting }, { one: "# act", other: "# acts" })} without a receipt yet, kept in this browser, also if it closes.`
                : t`${plural({ waiting: view.waiting }, { one: "# act", other: "# acts" })} without a receipt yet, kept in this browser only while this page is open.`}{" "}
              {view.failure}
            </span>
          )}
          {view.waiting > 0 && view.state !== "sending" && (
            <Button size="xs" variant="default" onClick={() => void outbox?.flush()}>
              <Trans>Send now</Trans>
            </Button>
          )}
          {view.refused.map((entry) => (
            <div key={entry.key} role="alert">
              <b>{nameOf(entry)}</b>
              <p style={{ margin: "2px 0 6px", color: "var(--tl-bad)" }}>{entry.refusal}</p>
              <Button.Group>
                <Button size="xs" variant="default" onClick={() => void outbox?.retry(entry.key)}>
                  <Trans>Try again</Trans>
                </Button>
                <Button size="xs" variant="default" onClick={() => void outbox?.discard(entry.key)}>
                  <Trans>Give it up</Trans>
                </Button>
              </Button.Group>
            </div>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

import { Button, Popover, Stack, UnstyledButton } from "@mantine/core";

import { StateMark, type Tone } from "@/components/state-mark";
import { counted } from "@/lib/format";
import { sentence } from "@/relations/relations";

import type { Entry } from "../outbox/entry";
import type { OutboxView } from "../outbox/outbox";
import { useOutbox, useOutboxView } from "../outbox/outbox-provider";

function summary(view: OutboxView): [Tone, string] {
  if (view.refused.length > 0) return ["bad", `${counted(view.refused.length, "answer")} refused`];
  if (view.waiting === 0) return ["good", "All saved"];
  const isBeingKept = view.unwritten > 0 && view.durable;
  if (isBeingKept || view.state === "sending") return ["calm", `Saving ${view.waiting}`];
  // Only what this browser has written down is promised to survive the page.
  return ["warn", `${view.waiting} unsent${view.durable ? "" : ", only in this page"}`];
}

function nameOf(entry: Entry): string {
  return entry.kind === "answer" ? sentence(entry.titleA, entry.relation, entry.titleB) : "An undo";
}

/** Whether everything is with the server; opens on what is not. */
export function OutboxMark() {
  const outbox = useOutbox();
  const view = useOutboxView();
  const [tone, words] = summary(view);
  return (
    <Popover width={340} position="bottom-end" shadow="md">
      <Popover.Target>
        <UnstyledButton data-testid="outbox" aria-label={`Saving: ${words}`}>
          <StateMark tone={tone}>{words}</StateMark>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs" fz="sm">
          {view.waiting === 0 && view.refused.length === 0 && (
            <span>Every answer has the server’s receipt.</span>
          )}
          {view.waiting > 0 && (
            <span>
              {counted(view.waiting, "act")} without a receipt yet, kept in this browser
              {view.durable ? ", also if it closes." : " only while this page is open."}{" "}
              {view.failure}
            </span>
          )}
          {view.waiting > 0 && view.state !== "sending" && (
            <Button size="xs" variant="default" onClick={() => void outbox?.flush()}>
              Send now
            </Button>
          )}
          {view.refused.map((entry) => (
            <div key={entry.key} role="alert">
              <b>{nameOf(entry)}</b>
              <p style={{ margin: "2px 0 6px", color: "var(--tl-bad)" }}>{entry.refusal}</p>
              <Button.Group>
                <Button size="xs" variant="default" onClick={() => void outbox?.retry(entry.key)}>
                  Try again
                </Button>
                <Button size="xs" variant="default" onClick={() => void outbox?.discard(entry.key)}>
                  Give it up
                </Button>
              </Button.Group>
            </div>
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

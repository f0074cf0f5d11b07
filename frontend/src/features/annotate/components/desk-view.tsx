import { useDisclosure } from "@mantine/hooks";

import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";
import { count } from "@/lib/format";

import { useDesk } from "../desk/use-desk";
import { type Action, keyName } from "../keys/key-map";
import { useKeyMap, useKeys } from "../keys/use-keys";
import type { Outbox } from "../outbox/outbox";
import classes from "./annotate.module.css";
import { EmptyQueue } from "./empty-queue";
import { KeySettings } from "./key-settings";
import { OutboxMark } from "./outbox-mark";
import { Question } from "./question";
import { Trail } from "./trail";

/** The annotator's page: why this is asked, the question, what was just decided. */
export function DeskView({ outbox }: { outbox: Outbox }) {
  const { desk, current, failure, decide, skip, undo, retry } = useDesk(outbox);
  const [keys, setKeys] = useKeyMap();
  const [opened, settings] = useDisclosure(false);

  // Without a question at hand the last decision can still be taken back.
  useKeys(keys, (action: Action) => action === "undo" && undo(), !current);

  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      <header className={classes.head}>
        <h1 className="visually-hidden">Annotate</h1>
        <p className={classes.why}>
          {current && (
            <>
              <b>Why this pair</b> {current.reason || "next in the queue"}
            </>
          )}
        </p>
        <div className={classes.standing}>
          {desk.progress && (
            <span className="numbers">
              <b>{count(desk.progress.done_today)}</b> today · {count(desk.progress.open)} open
            </span>
          )}
          <OutboxMark />
        </div>
      </header>

      {current ? (
        <Question
          key={`${current.id}-${desk.trail.length}`}
          task={current}
          keys={keys}
          onDecide={decide}
          onSkip={skip}
          onUndo={undo}
          onKeys={settings.open}
        />
      ) : desk.empty ? (
        <EmptyQueue empty={desk.empty} onRetry={() => void retry()} />
      ) : failure ? (
        <Failure error={failure} retry={() => void retry()} />
      ) : (
        <Waiting lines={4} />
      )}

      <Trail trail={desk.trail} onUndo={undo} undoKey={keyName(keys.undo[0] ?? "")} />
      <KeySettings opened={opened} onClose={settings.close} keys={keys} onChange={setKeys} />
    </main>
  );
}

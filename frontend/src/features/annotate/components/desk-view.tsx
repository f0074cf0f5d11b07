import { Trans } from "@lingui/react/macro";
import { useDisclosure } from "@mantine/hooks";

import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";

import { PracticeInvitation } from "@/features/practice/components/invitation";

import { paceOf } from "../desk/pace";
import { useDesk } from "../desk/use-desk";
import { type Action, keyName } from "../keys/key-map";
import { useKeyMap, useKeys } from "../keys/use-keys";
import type { Outbox } from "../outbox/outbox";
import classes from "./annotate.module.css";
import { EmptyQueue } from "./empty-queue";
import { KeySettings } from "./key-settings";
import { OutboxMark } from "./outbox-mark";
import { Question } from "./question";
import { Standing } from "./standing";
import { Trail } from "./trail";

/** The annotator's page: how far one is, the question, what was just decided. */
export function DeskView({ outbox }: { outbox: Outbox }) {
  const { desk, current, earlier, failure, decide, skip, undo, retry } = useDesk(outbox);
  const [keys, setKeys] = useKeyMap();
  const [opened, settings] = useDisclosure(false);
  const pace = paceOf(desk.trail.filter(({ relation }) => relation !== "skip").map(({ at }) => at));

  // Without a question at hand the last decision can still be taken back.
  useKeys(keys, (action: Action) => action === "undo" && undo(), !current);

  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      <header className={classes.head}>
        <h1 className="visually-hidden">
          <Trans>Annotate</Trans>
        </h1>
        <div className={classes.standing}>
          {desk.progress && <Standing progress={desk.progress} pace={pace} />}
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

      <PracticeInvitation />
      <Trail
        trail={desk.trail}
        earlier={earlier}
        onUndo={undo}
        undoKey={keyName(keys.undo[0] ?? "")}
      />
      <KeySettings opened={opened} onClose={settings.close} keys={keys} onChange={setKeys} />
    </main>
  );
}

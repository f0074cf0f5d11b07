import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { say } from "@/lib/texts";
import { MEANINGS, relationName } from "@/relations/relations";

import {
  type Action,
  DEFAULT_KEYS,
  JUDGEMENTS,
  type KeyMap,
  keyName,
  takenBy,
} from "../keys/key-map";
import classes from "./annotate.module.css";

const OTHERS: Record<Exclude<Action, (typeof JUDGEMENTS)[number]>, MessageDescriptor> = {
  skip: msg`leave it to somebody else`,
  undo: msg`take the last one back (Ctrl+Z always does)`,
  flag: msg`mark the pair for the lead`,
  comment: msg`write a comment`,
  swap: msg`show the two the other way round`,
  look: msg`what the graph knows of both titles`,
  why: msg`why this pair is asked`,
  help: msg`the relations, with examples`,
  keys: msg`this list`,
};

const NAMES: Record<keyof typeof OTHERS, MessageDescriptor> = {
  skip: msg`skip`,
  undo: msg`undo`,
  flag: msg`flag`,
  comment: msg`comment`,
  swap: msg`swap`,
  look: msg`look`,
  why: msg`why`,
  help: msg`help`,
  keys: msg`keys`,
};

function nameOf(action: Action): string {
  return action in NAMES ? say(NAMES[action as keyof typeof NAMES]) : relationName(action);
}

function describe(action: Action): string {
  return action in OTHERS
    ? say(OTHERS[action as keyof typeof OTHERS])
    : say(MEANINGS[action as (typeof JUDGEMENTS)[number]]);
}

interface Props {
  opened: boolean;
  onClose: () => void;
  keys: KeyMap;
  onChange: (keys: KeyMap | null) => void;
}

/** All keys, and how to change them: choose a line, press the key. */
export function KeySettings({ opened, onClose, keys, onChange }: Props) {
  const [asking, setAsking] = useState<Action | null>(null);
  const [clash, setClash] = useState<string | null>(null);

  const press = (event: React.KeyboardEvent) => {
    if (!asking || ["Shift", "Control", "Alt", "Meta", "Tab"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") {
      setAsking(null);
      return;
    }
    const key = event.key.toLowerCase();
    const taken = takenBy(key, asking, keys);
    if (taken) {
      setClash(t`${{ key: keyName(key) }} already means “${{ taken: nameOf(taken) }}”.`);
      return;
    }
    onChange({ ...keys, [asking]: [key] });
    setAsking(null);
    setClash(null);
  };

  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t`Keys`}
      size="lg"
      closeOnEscape={asking === null}
    >
      <Stack gap="sm" onKeyDown={press}>
        <Text size="sm" c="dimmed">
          <Trans>To change one, choose it and press the key you want.</Trans>
        </Text>
        <ul className={classes.keyList}>
          {(Object.keys(DEFAULT_KEYS) as Action[]).map((action) => (
            <li key={action}>
              <button
                type="button"
                className={classes.keyChoice}
                aria-label={t`Key for ${{ action: nameOf(action) }}`}
                aria-pressed={asking === action}
                onClick={() => {
                  setAsking(action);
                  setClash(null);
                }}
              >
                {asking === action
                  ? t`press a key`
                  : keys[action].length === 0
                    ? t`no key`
                    : keys[action].map((key) => <kbd key={key}>{keyName(key)}</kbd>)}
              </button>
              <b>{nameOf(action)}</b>
              <span>{describe(action)}</span>
            </li>
          ))}
        </ul>
        {clash && (
          <Text size="sm" c="var(--tl-bad)" role="alert">
            {clash}
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onChange(null)}>
            <Trans>Back to the standard keys</Trans>
          </Button>
          <Button onClick={onClose}>
            <Trans>Done</Trans>
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";

import { MEANINGS } from "@/relations/relations";

import {
  type Action,
  DEFAULT_KEYS,
  JUDGEMENTS,
  type KeyMap,
  keyName,
  takenBy,
} from "../keys/key-map";
import classes from "./annotate.module.css";

const OTHERS: Record<Exclude<Action, (typeof JUDGEMENTS)[number]>, string> = {
  skip: "leave it to somebody else",
  undo: "take the last one back (Ctrl+Z always does)",
  flag: "mark the pair for the lead",
  comment: "write a comment",
  swap: "show the two the other way round",
  look: "what the graph knows of both titles",
  why: "why this pair is asked",
  help: "the relations, with examples",
  keys: "this list",
};

function describe(action: Action): string {
  return action in OTHERS
    ? OTHERS[action as keyof typeof OTHERS]
    : MEANINGS[action as (typeof JUDGEMENTS)[number]];
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
      setClash(`${keyName(key)} already means “${taken}”.`);
      return;
    }
    onChange({ ...keys, [asking]: [key] });
    setAsking(null);
    setClash(null);
  };

  return (
    <Modal opened={opened} onClose={onClose} title="Keys" size="lg" closeOnEscape={asking === null}>
      <Stack gap="sm" onKeyDown={press}>
        <Text size="sm" c="dimmed">
          To change one, choose it and press the key you want.
        </Text>
        <ul className={classes.keyList}>
          {(Object.keys(DEFAULT_KEYS) as Action[]).map((action) => (
            <li key={action}>
              <button
                type="button"
                className={classes.keyChoice}
                aria-label={`Key for ${action}`}
                aria-pressed={asking === action}
                onClick={() => {
                  setAsking(action);
                  setClash(null);
                }}
              >
                {asking === action
                  ? "press a key"
                  : keys[action].length === 0
                    ? "no key"
                    : keys[action].map((key) => <kbd key={key}>{keyName(key)}</kbd>)}
              </button>
              <b>{action}</b>
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
            Back to the standard keys
          </Button>
          <Button onClick={onClose}>Done</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFlag, IconMessage, IconSwitchHorizontal } from "@tabler/icons-react";
import { useRef, useState } from "react";

import type { Judgement } from "@/relations/relations";
import { isRelation } from "@/relations/relations";

import type { Task } from "../api/queue";
import type { Extras } from "../desk/use-desk";
import { type Action, type KeyMap, keyName } from "../keys/key-map";
import { useKeys } from "../keys/use-keys";
import classes from "./annotate.module.css";
import { Legend } from "./legend";
import { PairDisplay } from "./pair-display";

interface Props {
  task: Task;
  keys: KeyMap;
  onDecide: (relation: Judgement, extras: Extras) => void;
  onSkip: () => void;
  onUndo: () => void;
  onKeys: () => void;
}

/** One pair and everything one can say about it. Mounted anew for every pair. */
export function Question({ task, keys, onDecide, onSkip, onUndo, onKeys }: Props) {
  const [swapped, setSwapped] = useState(false);
  const [flagged, setFlagged] = useState(false);
  const [comment, setComment] = useState("");
  const [writing, { open: write, close: stopWriting }] = useDisclosure(false);
  const field = useRef<HTMLInputElement>(null);
  const { title_a: a, title_b: b } = task.pair;
  const [first, second] = swapped ? [b, a] : [a, b];

  const decide = (relation: Judgement) => onDecide(relation, { comment, flagged, swapped });
  const act = (action: Action) => {
    if (isRelation(action) || action === "unsure") decide(action);
    else if (action === "skip") onSkip();
    else if (action === "undo") onUndo();
    else if (action === "flag") setFlagged(!flagged);
    else if (action === "swap") setSwapped(!swapped);
    else if (action === "keys") onKeys();
    else write();
  };
  useKeys(keys, act);

  const capOf = (action: Action) => <kbd>{keyName(keys[action][0] ?? "")}</kbd>;
  return (
    <>
      <p className="visually-hidden" aria-live="polite">
        What is {first.text} to {second.text}?
      </p>
      <PairDisplay task={task} swapped={swapped} />
      <Legend
        keys={keys}
        first={first.text}
        second={second.text}
        onChoose={decide}
        pressed={null}
      />
      <div className={classes.tools}>
        <button type="button" className={classes.tool} onClick={onSkip}>
          {capOf("skip")} skip
        </button>
        <button
          type="button"
          className={classes.tool}
          aria-pressed={flagged}
          onClick={() => setFlagged(!flagged)}
        >
          {capOf("flag")} <IconFlag size={15} aria-hidden="true" /> flag
        </button>
        <button type="button" className={classes.tool} aria-expanded={writing} onClick={write}>
          {capOf("comment")} <IconMessage size={15} aria-hidden="true" /> comment
        </button>
        <button
          type="button"
          className={classes.tool}
          aria-pressed={swapped}
          onClick={() => setSwapped(!swapped)}
        >
          {capOf("swap")} <IconSwitchHorizontal size={15} aria-hidden="true" /> swap
        </button>
        <button type="button" className={classes.tool} onClick={onKeys}>
          {capOf("keys")} keys
        </button>
      </div>
      {(writing || comment) && (
        <TextInput
          ref={field}
          autoFocus
          className={classes.comment ?? ""}
          placeholder="Why? It is saved with your decision. Enter goes back to the keys."
          aria-label="Comment"
          value={comment}
          maxLength={2000}
          onChange={(event) => setComment(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== "Enter" && event.key !== "Escape") return;
            if (event.key === "Escape") setComment("");
            field.current?.blur();
            stopWriting();
          }}
        />
      )}
    </>
  );
}

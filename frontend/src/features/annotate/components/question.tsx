import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconAffiliate,
  IconFlag,
  IconHelp,
  IconMessage,
  IconSwitchHorizontal,
} from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";

import { RelationHelp } from "@/relations/relation-help";
import { RelationSentence } from "@/relations/relation-sentence";
import type { Judgement } from "@/relations/relations";
import { isRelation } from "@/relations/relations";

import type { Task } from "../api/queue";
import type { Extras } from "../desk/use-desk";
import { type Action, type KeyMap, keyName } from "../keys/key-map";
import { useKeys } from "../keys/use-keys";
import classes from "./annotate.module.css";
import { Legend } from "./legend";
import { Neighbourhoods } from "./neighbourhoods";
import { PairDisplay } from "./pair-display";
import { WhyAsked } from "./why-asked";
import { shortReason } from "../desk/reasons";

interface Props {
  task: Task;
  keys: KeyMap;
  onDecide: (relation: Judgement, extras: Extras) => void;
  onSkip: () => void;
  onUndo: () => void;
  onKeys: () => void;
}

/**
 * Looking into the graph. Some pairs measure people or the graph: there the answer comes first (`after`), and what was
 * seen then can still change it.
 */
type Look = "no" | "open" | "after";

/** One pair and everything one can say about it. Mounted anew for every pair. */
export function Question({ task, keys, onDecide, onSkip, onUndo, onKeys }: Props) {
  const id = useId();
  const [swapped, setSwapped] = useState(false);
  const [flagged, setFlagged] = useState(false);
  const [comment, setComment] = useState("");
  const [writing, { open: write, close: stopWriting }] = useDisclosure(false);
  const [why, { toggle: toggleWhy }] = useDisclosure(false);
  const [help, { toggle: toggleHelp }] = useDisclosure(false);
  const [look, setLook] = useState<Look>("no");
  const [seen, setSeen] = useState(false);
  const [said, setSaid] = useState<Judgement | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const { title_a: a, title_b: b } = task.pair;
  const [first, second] = swapped ? [b, a] : [a, b];
  const shows = look === "open" || said !== null;

  const send = (relation: Judgement, blind: boolean) =>
    onDecide(relation, { comment, flagged, swapped, blind });
  const decide = (relation: Judgement) => {
    if (look === "after" && said === null) setSaid(relation);
    else send(relation, said === null ? !seen : relation === said);
  };
  const toggleLook = () => {
    if (said !== null) return;
    if (task.blind_first) {
      setLook(look === "after" ? "no" : "after");
      return;
    }
    setSeen(true);
    setLook(look === "open" ? "no" : "open");
  };
  const swap = () => {
    // What was said was said of the pair as it stands now.
    if (said === null) setSwapped(!swapped);
  };
  const act = (action: Action) => {
    if (isRelation(action) || action === "unsure") decide(action);
    else if (action === "skip") onSkip();
    else if (action === "undo") {
      if (said === null) onUndo();
      else setSaid(null);
    } else if (action === "flag") setFlagged(!flagged);
    else if (action === "swap") swap();
    else if (action === "look") toggleLook();
    else if (action === "why") toggleWhy();
    else if (action === "help") toggleHelp();
    else if (action === "keys") onKeys();
    else write();
  };
  useKeys(keys, act);

  const capOf = (action: Action) => {
    const [key] = keys[action];
    return key ? <kbd>{keyName(key)}</kbd> : null;
  };
  return (
    <>
      <div className={classes.why}>
        <button
          type="button"
          className={classes.whyButton}
          aria-expanded={why}
          aria-controls={`${id}-why`}
          onClick={toggleWhy}
        >
          <b>
            <Trans>Why this pair</Trans>
          </b>{" "}
          {task.reason ? shortReason(task.reason) : t`next in the queue`} {capOf("why")}
        </button>
        {task.blind_first && (
          <span className={classes.blindMark}>
            <Trans>blind first</Trans>
          </span>
        )}
      </div>
      {why && <WhyAsked id={`${id}-why`} task={task} />}
      <p className="visually-hidden" aria-live="polite">
        <Trans>
          What is {{ text: first.text }} to {{ secondText: second.text }}?
        </Trans>
      </p>
      <PairDisplay task={task} swapped={swapped} />
      {look === "after" && said === null && (
        <p className={classes.note} role="status">
          <Trans>
            This pair is judged blind: answer first. Then you see what the graph knows of both
            titles, and can keep your answer or change it.
          </Trans>
        </p>
      )}
      {said !== null && (
        <Kept first={first.text} second={second.text} said={said} onKeep={() => send(said, true)} />
      )}
      {shows && (
        <Neighbourhoods pair={task.pair.id} first={first} second={second} swapped={swapped} />
      )}
      <Legend
        keys={keys}
        first={first.text}
        second={second.text}
        onChoose={decide}
        pressed={said}
      />
      <div className={classes.tools}>
        <button type="button" className={classes.tool} onClick={onSkip}>
          {capOf("skip")} {t`skip`}
        </button>
        <button
          type="button"
          className={classes.tool}
          aria-pressed={flagged}
          onClick={() => setFlagged(!flagged)}
        >
          {capOf("flag")} <IconFlag size={15} aria-hidden="true" /> {t`flag`}
        </button>
        <button type="button" className={classes.tool} aria-expanded={writing} onClick={write}>
          {capOf("comment")} <IconMessage size={15} aria-hidden="true" /> {t`comment`}
        </button>
        <button
          type="button"
          className={classes.tool}
          aria-pressed={swapped}
          disabled={said !== null}
          onClick={swap}
        >
          {capOf("swap")} <IconSwitchHorizontal size={15} aria-hidden="true" /> {t`swap`}
        </button>
        <button
          type="button"
          className={classes.tool}
          aria-pressed={look !== "no" && said === null}
          disabled={said !== null}
          onClick={toggleLook}
        >
          {capOf("look")} <IconAffiliate size={15} aria-hidden="true" /> {t`what the graph knows`}
        </button>
        <button
          type="button"
          className={classes.tool}
          aria-expanded={help}
          aria-controls={`${id}-help`}
          onClick={toggleHelp}
        >
          {capOf("help")} <IconHelp size={15} aria-hidden="true" /> {t`examples`}
        </button>
        <button type="button" className={classes.tool} onClick={onKeys}>
          {capOf("keys")} {t`keys`}
        </button>
      </div>
      {help && <RelationHelp id={`${id}-help`} />}
      {(writing || comment) && (
        <TextInput
          ref={field}
          autoFocus
          className={classes.comment ?? ""}
          placeholder={t`Why? It is saved with your decision. Enter goes back to the keys.`}
          aria-label={t`Comment`}
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

interface KeptProps {
  first: string;
  second: string;
  said: Judgement;
  onKeep: () => void;
}

/** What was said blind; Enter keeps it. */
function Kept({ first, second, said, onKeep }: KeptProps) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  return (
    <div className={classes.note} role="status">
      <span>
        <Trans>
          You said: <RelationSentence a={first} relation={said} b={second} />. Another key changes
          it.
        </Trans>
      </span>
      <button ref={button} type="button" className={classes.keep} onClick={onKeep}>
        <Trans>
          <kbd>Enter</kbd> keep it
        </Trans>
      </button>
    </div>
  );
}

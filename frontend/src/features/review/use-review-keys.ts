import { msg } from "@lingui/core/macro";
import { useEffect, useEffectEvent } from "react";

import { isForField } from "@/features/annotate/keys/use-keys";
import { type Relation } from "@/relations/relations";
import { relationOfKey } from "@/relations/relation-chooser";

import { type WhyNot, whyNotOfKey } from "./why-not";

export interface ReviewKeys {
  move: (step: 1 | -1) => void;
  keep: () => void;
  drop: () => void;
  keepAll: () => void;
  dropAll: () => void;
  change: (relation: Relation) => void;
  dropFor: (why: WhyNot) => void;
  preview: () => void;
  apply: () => void;
  clear: () => void;
  undo: () => void;
}

/** One key each: ↓ ↑ move, A keep, D drop, Shift for the whole card, relation keys change, Enter apply, Z undo. */
export function useReviewKeys(keys: ReviewKeys): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isForField(event.target) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") {
        event.preventDefault();
        keys.undo();
      }
      return;
    }
    const isButton =
      event.target instanceof HTMLButtonElement || event.target instanceof HTMLAnchorElement;
    if (key === "enter" && isButton) return;
    const simple: Record<string, (() => void) | undefined> = {
      arrowdown: () => keys.move(1),
      arrowup: () => keys.move(-1),
      a: event.shiftKey ? keys.keepAll : keys.keep,
      d: event.shiftKey ? keys.dropAll : keys.drop,
      enter: keys.apply,
      escape: keys.clear,
      z: keys.undo,
      p: keys.preview,
    };
    const relation = relationOfKey(key);
    const why = whyNotOfKey(key);
    const act =
      simple[key] ??
      (relation ? () => keys.change(relation) : why ? () => keys.dropFor(why) : undefined);
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);
}

export const REVIEW_KEYS = [
  ["↓ ↑", msg({ message: "move", context: "from row to row" })],
  ["A", msg`keep`],
  ["D", msg`drop`],
  ["1 – 6", msg`drop, because …`],
  ["⇧A ⇧D", msg`all of the card`],
  ["S B N K J R U", msg`another relation`],
  ["P", msg`preview`],
  ["Enter", msg`apply`],
  ["Z", msg`undo`],
] as const;

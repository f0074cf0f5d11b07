import { useCallback, useEffect, useEffectEvent, useReducer, useRef, useState } from "react";

import { inverse, type Judgement } from "@/relations/relations";

import { nextItems, releaseItems } from "../api/queue";
import type { Outbox } from "../outbox/outbox";
import { deskReducer, EMPTY_DESK } from "./desk";

const AHEAD = 8;
const LOW_WATER = 4;
/** The server takes no longer list of what is held. */
const MOST_HELD = 500;
const STALE_MS = 250;
const ASK_AGAIN_MS = 15_000;

export interface Extras {
  comment: string;
  flagged: boolean;
  /** The pair was shown with its second title first. */
  swapped: boolean;
}

/** The desk: fetches ahead, records decisions, takes them back. */
export function useDesk(outbox: Outbox) {
  const [desk, dispatch] = useReducer(deskReducer, EMPTY_DESK);
  const [failure, setFailure] = useState<unknown>(null);
  const fetching = useRef(false);
  const shownAt = useRef(0);
  const onScreen = useRef<number[]>([]);
  const current = desk.items[0];

  const fill = useCallback(async () => {
    if (fetching.current) return;
    fetching.current = true;
    try {
      await outbox.ready;
      const holding = [...onScreen.current, ...outbox.waitingTasks()].slice(0, MOST_HELD);
      const next = await nextItems(AHEAD, holding);
      // Asked now, not before: what was answered while the list was on its way must not come back with it.
      dispatch({ type: "arrived", next, touched: outbox.touchedTasks(), now: Date.now() });
      setFailure(null);
    } catch (error) {
      setFailure(error);
    } finally {
      fetching.current = false;
    }
  }, [outbox]);

  useEffect(() => {
    onScreen.current = desk.items.map((task) => task.id);
  }, [desk.items]);

  const isLow = desk.items.length < LOW_WATER && desk.empty === null;
  // Lists of nothing but what was answered here meanwhile: the next one will have caught up.
  const staleLists = desk.items.length === 0 ? desk.arrivals : 0;
  useEffect(() => {
    if (!isLow || failure !== null) return;
    const soon = setTimeout(() => void fill(), staleLists > 0 ? STALE_MS : 0);
    return () => clearTimeout(soon);
  }, [isLow, failure, fill, desk.items.length, staleLists]);

  // Nothing to do, or no answer: ask again after a while, without a hand on the keyboard.
  const asksAgain = failure !== null || desk.empty !== null;
  useEffect(() => {
    if (!asksAgain) return;
    const timer = setInterval(() => void fill(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [asksAgain, fill]);

  useEffect(() => {
    shownAt.current = performance.now();
  }, [current?.id]);

  const giveBack = useEffectEvent(() => {
    const ids = desk.items.map((task) => task.id);
    if (ids.length > 0) releaseItems(ids);
  });
  useEffect(() => {
    const leave = () => giveBack();
    window.addEventListener("pagehide", leave);
    return () => {
      window.removeEventListener("pagehide", leave);
      leave();
    };
  }, []);

  const decide = (relation: Judgement, extras: Extras) => {
    if (!current) return;
    const { key } = outbox.answer({
      taskId: current.id,
      relation: extras.swapped ? inverse(relation) : relation,
      durationMs: Math.round(performance.now() - shownAt.current),
      comment: extras.comment,
      flagged: extras.flagged,
      titleA: current.pair.title_a.text,
      titleB: current.pair.title_b.text,
    });
    const seen = extras.swapped ? inverse(relation) : relation;
    dispatch({ type: "done", done: { task: current, key, relation: seen } });
  };

  const skip = () => {
    if (!current) return;
    const { key } = outbox.skip(current.id);
    dispatch({ type: "done", done: { task: current, key, relation: "skip" } });
  };

  const undo = () => {
    const last = desk.trail[0];
    if (!last) return;
    void outbox.undo(last.key);
    dispatch({ type: "undone" });
  };

  return { desk, current, failure, decide, skip, undo, retry: fill };
}

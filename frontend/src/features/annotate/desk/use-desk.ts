import { t } from "@lingui/core/macro";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useReducer, useRef, useState } from "react";

import { useWho } from "@/features/session/use-who";
import { sentenceOf } from "@/lib/problem";

import { inverse, type Judgement, sentence } from "@/relations/relations";

import { latestAnnotationsQuery, undoAnnotation } from "../api/annotations";
import { nextItems, releaseItems } from "../api/queue";
import type { Outbox } from "../outbox/outbox";
import { deskReducer, EMPTY_DESK } from "./desk";
import { type DeskTabs, openTabs } from "./tabs";
import { keepTrail, keptTrail } from "./trail-store";

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
  /** Nothing that the graph knows was looked at before. */
  blind: boolean;
}

/** The desk: fetches ahead, records decisions, takes them back. */
export function useDesk(outbox: Outbox) {
  const [desk, dispatch] = useReducer(deskReducer, EMPTY_DESK, (empty) => ({
    ...empty,
    trail: keptTrail(outbox),
  }));
  const [failure, setFailure] = useState<unknown>(null);
  const fetching = useRef(false);
  const shownAt = useRef(0);
  const onScreen = useRef<number[]>([]);
  const current = desk.items[0];
  const takingBack = useRef(false);

  const { id: person } = useWho();
  const tabs = useRef<DeskTabs | null>(null);
  useEffect(() => {
    const opened = openTabs(person, (task) => dispatch({ type: "elsewhere", task }));
    tabs.current = opened;
    return () => {
      opened.close();
      tabs.current = null;
    };
  }, [person]);

  useEffect(() => keepTrail(outbox, desk.trail), [outbox, desk.trail]);

  // What was decided before this page was opened, on whatever machine: Ctrl+Z goes on there.
  const latest = useQuery(latestAnnotationsQuery);
  const known = outbox.takenBackHere();
  for (const { key } of desk.trail) known.add(outbox.receiptOf(key)?.id ?? 0);
  const earlier = (latest.data ?? []).filter(({ id, undone }) => !undone && !known.has(id));

  // What an earlier page had left unsent belongs to it too, once it is with the server.
  const { refetch } = latest;
  const isFresh = desk.trail.length === 0;
  useEffect(() => {
    if (!isFresh) return;
    let seen = outbox.read().saved;
    return outbox.subscribe(() => {
      const { saved, waiting } = outbox.read();
      if (waiting > 0 || saved === seen) return;
      seen = saved;
      void refetch();
    });
  }, [outbox, refetch, isFresh]);

  const fill = useCallback(async () => {
    if (fetching.current) return;
    fetching.current = true;
    try {
      await Promise.all([outbox.ready, tabs.current?.ready]);
      const elsewhere = tabs.current?.heldElsewhere() ?? [];
      const held = new Set([...onScreen.current, ...outbox.waitingTasks(), ...elsewhere]);
      const holding = [...held].slice(0, MOST_HELD);
      const next = await nextItems(AHEAD, holding);
      // Asked now, not before: what was answered while the list was on its way must not come back with it.
      const touched = new Set([
        ...outbox.touchedTasks(),
        ...(tabs.current?.settledElsewhere() ?? []),
        ...(tabs.current?.heldElsewhere() ?? []),
      ]);
      dispatch({ type: "arrived", next, touched, now: Date.now() });
      setFailure(null);
    } catch (error) {
      setFailure(error);
    } finally {
      fetching.current = false;
    }
  }, [outbox]);

  useEffect(() => {
    onScreen.current = desk.items.map((task) => task.id);
    tabs.current?.hold(onScreen.current);
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
      blind: extras.blind,
      titleA: current.pair.title_a.text,
      titleB: current.pair.title_b.text,
    });
    const seen = extras.swapped ? inverse(relation) : relation;
    tabs.current?.done(current.id);
    dispatch({ type: "done", done: { task: current, key, relation: seen, at: Date.now() } });
  };

  const skip = () => {
    if (!current) return;
    const { key } = outbox.skip(current.id);
    tabs.current?.done(current.id);
    dispatch({ type: "done", done: { task: current, key, relation: "skip", at: Date.now() } });
  };

  const undoEarlier = async () => {
    const [last] = earlier;
    // One at a time: what comes next is known when this one is back.
    if (!last || takingBack.current) return;
    takingBack.current = true;
    try {
      const { task } = await undoAnnotation(last.id);
      if (task) dispatch({ type: "returned", task });
      const { title_a: a, title_b: b } = last.pair;
      const said = sentence(a.text, last.relation, b.text);
      notifications.show({ message: t`Taken back: ${said}.` });
      await latest.refetch();
    } catch (error) {
      notifications.show({ color: "red", message: sentenceOf(error) });
    } finally {
      takingBack.current = false;
    }
  };

  const undo = () => {
    const last = desk.trail[0];
    if (!last) {
      void undoEarlier();
      return;
    }
    void outbox.undo(last.key);
    dispatch({ type: "undone" });
  };

  return { desk, current, earlier, failure, decide, skip, undo, retry: fill };
}

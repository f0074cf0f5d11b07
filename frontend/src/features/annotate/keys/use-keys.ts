import { useEffectEvent, useLayoutEffect, useState } from "react";

import { useWho } from "@/features/session/use-who";

import { type Action, actionOf, DEFAULT_KEYS, type KeyMap, parseKeys } from "./key-map";

const STORED = "titleloom.keys";

/** The person's own keys, kept in this browser for each person. */
export function useKeyMap(): [KeyMap, (keys: KeyMap | null) => void] {
  const stored = `${STORED}.${useWho().id}`;
  const [keys, setKeys] = useState<KeyMap>(
    () =>
      parseKeys(window.localStorage.getItem(stored)) ??
      // Where earlier versions kept the keys of everybody.
      parseKeys(window.localStorage.getItem(STORED)) ??
      DEFAULT_KEYS,
  );
  const change = (next: KeyMap | null) => {
    window.localStorage.setItem(stored, JSON.stringify(next ?? DEFAULT_KEYS));
    setKeys(next ?? DEFAULT_KEYS);
  };
  return [keys, change];
}

/** Whether a key press is meant for a field or an open dialogue rather than for the page. */
export function isForField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target.closest('dialog, [role="dialog"], [role="menu"], [role="listbox"]')) return true;
  return ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** Call `act` for every key of the map that is pressed outside of fields. */
export function useKeys(keys: KeyMap, act: (action: Action) => void, enabled = true): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.repeat || isForField(event.target)) return;
    const action = actionOf(event, keys);
    if (!action) return;
    // Space on a focused button presses that button.
    if (event.key === " " && event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    act(action);
  });
  // Before the browser paints: who sees the pair can already press its key.
  useLayoutEffect(() => {
    if (!enabled) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [enabled]);
}

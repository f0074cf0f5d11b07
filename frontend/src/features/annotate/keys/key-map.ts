/** Which key does what. One key is one decision. */

import { t } from "@lingui/core/macro";

import { type Judgement, RELATIONS } from "@/relations/relations";

export const JUDGEMENTS = [...RELATIONS, "unsure"] as const satisfies readonly Judgement[];

export type Action =
  Judgement | "skip" | "undo" | "flag" | "comment" | "swap" | "look" | "why" | "help" | "keys";

export type KeyMap = Record<Action, readonly string[]>;

/**
 * First letters where they are free; `k` is up and `j` is down as in many editors, so up is senior and down is
 * junior, and the arrows say the same.
 */
export const DEFAULT_KEYS: KeyMap = {
  synonym: ["s"],
  broader: ["b"],
  narrower: ["n"],
  senior: ["k", "arrowup"],
  junior: ["j", "arrowdown"],
  related: ["r"],
  unrelated: ["u"],
  unsure: ["?", "/"],
  skip: ["x", " "],
  undo: ["z"],
  flag: ["f"],
  comment: ["c"],
  swap: ["w"],
  look: ["g"],
  why: ["y"],
  help: ["e"],
  keys: ["h"],
};

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** What a key press asks for. Ctrl+Z (or Cmd+Z) is undo whatever the map says; other chords are the browser's. */
export function actionOf(press: KeyPress, keys: KeyMap): Action | null {
  const key = press.key.toLowerCase();
  if (press.ctrlKey || press.metaKey) return key === "z" && !press.altKey ? "undo" : null;
  if (press.altKey) return null;
  const found = Object.entries(keys).find(([, mapped]) => mapped.includes(key));
  return found ? (found[0] as Action) : null;
}

/** The action that already uses a key, other than the one it is wanted for. */
export function takenBy(key: string, wanted: Action, keys: KeyMap): Action | null {
  const found = Object.entries(keys).find(
    ([action, mapped]) => action !== wanted && mapped.includes(key.toLowerCase()),
  );
  return found ? (found[0] as Action) : null;
}

const NAMES: Record<string, string> = {
  arrowup: "↑",
  arrowdown: "↓",
  arrowleft: "←",
  arrowright: "→",
  enter: "Enter",
};

/** A key as it stands on a key cap. */
export function keyName(key: string): string {
  if (key === " ") return t`Space`;
  return NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

/**
 * Read a stored map; anything that is not an unambiguous map is no map. What a later version can do more has its
 * standard key there where that is free, so that an upgrade costs nobody their keys.
 */
export function parseKeys(text: string | null): KeyMap | null {
  if (!text) return null;
  try {
    const read = JSON.parse(text) as Partial<Record<Action, unknown>>;
    const keys: Partial<Record<Action, readonly string[]>> = {};
    const seen = new Set<string>();
    const missing: Action[] = [];
    for (const action of Object.keys(DEFAULT_KEYS) as Action[]) {
      const mapped = read[action];
      if (mapped === undefined) {
        missing.push(action);
        continue;
      }
      const needsOne = (JUDGEMENTS as readonly string[]).includes(action);
      if (!Array.isArray(mapped) || (needsOne && mapped.length === 0)) return null;
      for (const key of mapped as unknown[]) {
        if (typeof key !== "string" || seen.has(key)) return null;
        seen.add(key);
      }
      keys[action] = mapped as string[];
    }
    if (JUDGEMENTS.some((judgement) => keys[judgement] === undefined)) return null;
    for (const action of missing) {
      keys[action] = DEFAULT_KEYS[action].filter((key) => !seen.has(key));
    }
    return keys as KeyMap;
  } catch {
    return null;
  }
}

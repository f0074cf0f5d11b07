import { expect, test } from "vitest";

import { actionOf, DEFAULT_KEYS, JUDGEMENTS, keyName, parseKeys, takenBy } from "./key-map";

const press = (
  key: string,
  chord: Partial<{ ctrlKey: boolean; metaKey: boolean; altKey: boolean }> = {},
) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...chord,
});

test.each([
  ["s", "synonym"],
  ["b", "broader"],
  ["n", "narrower"],
  ["k", "senior"],
  ["ArrowUp", "senior"],
  ["j", "junior"],
  ["ArrowDown", "junior"],
  ["r", "related"],
  ["u", "unrelated"],
  ["?", "unsure"],
  ["x", "skip"],
  [" ", "skip"],
  ["z", "undo"],
  ["f", "flag"],
  ["c", "comment"],
  ["w", "swap"],
  ["h", "keys"],
])("the key %s means %s", (key, action) => {
  expect(actionOf(press(key), DEFAULT_KEYS)).toBe(action);
});

test("capitals mean the same", () => {
  expect(actionOf(press("S"), DEFAULT_KEYS)).toBe("synonym");
});

test("Ctrl+Z and Cmd+Z are undo whatever the map says", () => {
  const keys = { ...DEFAULT_KEYS, undo: ["q"], synonym: ["z"] };
  expect(actionOf(press("z", { ctrlKey: true }), keys)).toBe("undo");
  expect(actionOf(press("z", { metaKey: true }), keys)).toBe("undo");
});

test("other chords are left to the browser", () => {
  expect(actionOf(press("s", { ctrlKey: true }), DEFAULT_KEYS)).toBeNull();
  expect(actionOf(press("b", { altKey: true }), DEFAULT_KEYS)).toBeNull();
});

test("no key means two things", () => {
  const all = Object.values(DEFAULT_KEYS).flat();
  expect(new Set(all).size).toBe(all.length);
});

test("every judgement has a key", () => {
  for (const judgement of JUDGEMENTS) expect(DEFAULT_KEYS[judgement].length).toBeGreaterThan(0);
});

test("a key that is taken names its owner", () => {
  expect(takenBy("B", "synonym", DEFAULT_KEYS)).toBe("broader");
  expect(takenBy("b", "broader", DEFAULT_KEYS)).toBeNull();
});

test("a stored map is read back", () => {
  const own = { ...DEFAULT_KEYS, synonym: ["1"] };
  expect(parseKeys(JSON.stringify(own))).toEqual(own);
});

test.each([null, "", "{", "{}", JSON.stringify({ ...DEFAULT_KEYS, synonym: ["b"] })])(
  "a broken or ambiguous map is no map: %s",
  (text) => {
    expect(parseKeys(text)).toBeNull();
  },
);

test("a map of an earlier version keeps its keys and gains the new ones where they are free", () => {
  const { look, why, help, ...earlier } = DEFAULT_KEYS;
  expect([look, why, help]).toEqual([["g"], ["y"], ["e"]]);
  const read = parseKeys(JSON.stringify({ ...earlier, synonym: ["1"], broader: ["g"] }));
  expect(read?.synonym).toEqual(["1"]);
  expect(read?.why).toEqual(["y"]);
  expect(read?.look).toEqual([]);
  expect(parseKeys(JSON.stringify(read))).toEqual(read);
});

test("keys have names for their caps", () => {
  expect([" ", "arrowup", "s", "?"].map(keyName)).toEqual(["Space", "↑", "S", "?"]);
});

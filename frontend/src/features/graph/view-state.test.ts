import { expect, test } from "vitest";

import { readView, type ViewState, writeView } from "./view-state";

const USUAL: ViewState = {
  release: "latest",
  against: null,
  depth: 1,
  open: [],
  hidden: new Set(),
  edge: null,
  view: "picture",
  side: "edges",
  to: null,
  wholeLadder: false,
  camera: null,
};

test("an empty address is the usual view, and the other way round", () => {
  expect(readView(new URLSearchParams())).toEqual(USUAL);
  expect(writeView(USUAL).toString()).toBe("");
});

test("everything that is shown survives the way through a link", () => {
  const all: ViewState = {
    release: "12",
    against: 9,
    depth: 3,
    open: [4, 5],
    hidden: new Set(["related", "broader"]),
    edge: 77,
    view: "ladder",
    side: "changes",
    to: 8,
    wholeLadder: true,
    camera: { x: 0.25, y: -0.5, ratio: 0.1 },
  };
  expect(readView(new URLSearchParams(writeView(all).toString()))).toEqual(all);
});

test("nonsense in an address is taken for what is usual", () => {
  const said = "release=../x&against=-1&depth=900&open=1,x,2&view=cake&side=&to=0&at=1,2";
  expect(readView(new URLSearchParams(said))).toEqual({ ...USUAL, depth: 6, open: [1, 2] });
});

import { expect, test } from "vitest";

import type { TreeNode } from "../api/tree";
import { type Lists, type NodeList, ROOT, rowsOf, rowTyped, turnOf } from "./rows";

function node(id: number, name: string, children = 0): TreeNode {
  return {
    id,
    name,
    title: id,
    language: "en",
    titles: 1,
    children,
    parents: 1,
    descendants: children,
    counted_all: true,
  };
}

const list = (nodes: TreeNode[], next: string | null = null): NodeList => ({ nodes, next });

const lists: Lists = new Map([
  [ROOT, list([node(1, "Cook", 2), node(2, "Driver"), node(3, "Team", 1)])],
  [1, list([node(4, "Line cook", 1), node(5, "Pastry cook")])],
  [3, list([node(4, "Line cook", 1)])],
]);

test("a concept with two broader ones stands under each, as a row of its own", () => {
  const rows = rowsOf(lists, new Set(["1", "3"]));
  expect(rows.map((row) => row.path)).toEqual(["1", "1/4", "1/5", "2", "3", "3/4"]);
  expect(rows[1]).toMatchObject({ level: 2, place: 1, of: 2, under: 1, open: false });
});

test("what is not loaded yet stands as one row that asks for more", () => {
  const half: Lists = new Map([
    [ROOT, list([node(1, "Cook", 700)])],
    [1, list([node(4, "Line cook")], "cursor")],
  ]);
  const rows = rowsOf(half, new Set(["1"]));
  expect(rows.map((row) => row.kind)).toEqual(["node", "node", "more"]);
  expect(rows[1]).toMatchObject({ of: 700 });
  expect(rowsOf(new Map(), new Set())).toMatchObject([{ kind: "more", under: ROOT }]);
});

test("a concept without narrower ones is never open", () => {
  expect(rowsOf(lists, new Set(["2"]))[1]).toMatchObject({ path: "2", open: false });
});

test("right opens, then goes down; left closes, then goes up", () => {
  const closed = rowsOf(lists, new Set());
  expect(turnOf(closed, "1", "ArrowRight")).toEqual({ do: "open", path: "1" });
  const open = rowsOf(lists, new Set(["1"]));
  expect(turnOf(open, "1", "ArrowRight")).toEqual({ do: "go", path: "1/4" });
  expect(turnOf(open, "1/5", "ArrowRight")).toBeNull();
  expect(turnOf(open, "1/5", "ArrowLeft")).toEqual({ do: "go", path: "1" });
  expect(turnOf(open, "1", "ArrowLeft")).toEqual({ do: "close", path: "1" });
  expect(turnOf(open, "2", "ArrowLeft")).toBeNull();
});

test("up, down, home and end stay within the tree", () => {
  const rows = rowsOf(lists, new Set(["1"]));
  expect(turnOf(rows, null, "ArrowDown")).toEqual({ do: "go", path: "1" });
  expect(turnOf(rows, "1", "ArrowUp")).toEqual({ do: "go", path: "1" });
  expect(turnOf(rows, "3", "ArrowDown")).toEqual({ do: "go", path: "3" });
  expect(turnOf(rows, "1/4", "End")).toEqual({ do: "go", path: "3" });
  expect(turnOf(rows, "3", "Home")).toEqual({ do: "go", path: "1" });
  expect(turnOf(rows, "1/5", "*")).toEqual({ do: "openAll", parent: "1" });
  expect(turnOf(rows, "1", "x")).toBeNull();
});

test("typing goes to the next name that begins so, and around", () => {
  const rows = rowsOf(lists, new Set(["1", "3"]));
  expect(rowTyped(rows, "1", "d")).toBe("2");
  expect(rowTyped(rows, "1/4", "l")).toBe("3/4");
  expect(rowTyped(rows, "3/4", "l")).toBe("1/4");
  expect(rowTyped(rows, "1/4", "line")).toBe("1/4");
  expect(rowTyped(rows, "1", "zebra")).toBeNull();
});

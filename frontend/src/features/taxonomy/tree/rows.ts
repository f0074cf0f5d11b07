/** The tree as the rows that are on screen: a concept stands in it once for each way that leads to it. */

import type { TreeNode } from "../api/tree";

export const ROOT = 0;

/** What is loaded of the concepts below one (`ROOT`: of those at the top). */
export interface NodeList {
  nodes: TreeNode[];
  /** Cursor of what is not loaded yet; null when all is. */
  next: string | null;
}

export type Lists = ReadonlyMap<number, NodeList>;

export interface NodeRow {
  kind: "node";
  /** The concepts from the top down to this one, joined by "/": the row's name. */
  path: string;
  parent: string;
  /** The concept right above; `ROOT` at the top. */
  under: number;
  node: TreeNode;
  /** 1 at the top. */
  level: number;
  /** Its place among its siblings, from 1. */
  place: number;
  /** How many siblings there are; -1 while that is not known. */
  of: number;
  open: boolean;
}

/** Stands for siblings that are not loaded yet. */
export interface MoreRow {
  kind: "more";
  path: string;
  parent: string;
  under: number;
  level: number;
}

export type Row = NodeRow | MoreRow;

export function below(parent: string, concept: number): string {
  return parent === "" ? String(concept) : `${parent}/${concept}`;
}

export function conceptOf(path: string): number {
  return Number(path.slice(path.lastIndexOf("/") + 1));
}

/** All rows, from the top down, with the children of what is open. */
export function rowsOf(lists: Lists, open: ReadonlySet<string>): Row[] {
  const rows: Row[] = [];
  const add = (under: number, parent: string, level: number, total: number) => {
    const list = lists.get(under);
    const nodes = list?.nodes ?? [];
    const all = list?.next === null ? nodes.length : total;
    nodes.forEach((node, index) => {
      const path = below(parent, node.id);
      const isOpen = node.children > 0 && open.has(path);
      rows.push({
        kind: "node",
        path,
        parent,
        under,
        node,
        level,
        place: index + 1,
        of: all,
        open: isOpen,
      });
      if (isOpen) add(node.id, path, level + 1, node.children);
    });
    if (list?.next !== null) {
      rows.push({ kind: "more", path: `${parent}/…`, parent, under, level });
    }
  };
  add(ROOT, "", 1, -1);
  return rows;
}

/** What a key does to the tree: another row is active, a row opens, or one closes. */
export type Turn =
  | { do: "go"; path: string }
  | { do: "open"; path: string }
  | { do: "close"; path: string }
  | { do: "openAll"; parent: string };

const PAGE_OF_ROWS = 12;

/** The keys of the WAI-ARIA tree pattern. Null for a key that means nothing here. */
export function turnOf(rows: readonly Row[], active: string | null, key: string): Turn | null {
  const nodes = rows.filter((row) => row.kind === "node");
  const at = nodes.findIndex((row) => row.path === active);
  const row = nodes[at];
  const go = (index: number): Turn | null => {
    const target = nodes[Math.max(0, Math.min(nodes.length - 1, index))];
    return target ? { do: "go", path: target.path } : null;
  };
  switch (key) {
    case "ArrowDown":
      return go(at + 1);
    case "ArrowUp":
      return go(at < 0 ? 0 : at - 1);
    case "Home":
      return go(0);
    case "End":
      return go(nodes.length - 1);
    case "PageDown":
      return go(at + PAGE_OF_ROWS);
    case "PageUp":
      return go(at - PAGE_OF_ROWS);
    case "ArrowRight":
      if (!row || row.node.children === 0) return null;
      if (!row.open) return { do: "open", path: row.path };
      return nodes[at + 1]?.parent === row.path ? go(at + 1) : null;
    case "ArrowLeft":
      if (!row) return null;
      if (row.open) return { do: "close", path: row.path };
      return row.parent === "" ? null : { do: "go", path: row.parent };
    case "*":
      return row ? { do: "openAll", parent: row.parent } : null;
    default:
      return null;
  }
}

/** The next row whose name begins with what was typed, after the active one and around. */
export function rowTyped(
  rows: readonly Row[],
  active: string | null,
  typed: string,
): string | null {
  const nodes = rows.filter((row) => row.kind === "node");
  const at = Math.max(
    0,
    nodes.findIndex((row) => row.path === active),
  );
  const wanted = typed.toLocaleLowerCase();
  // A single letter goes on to the next one; a longer word may stay where it is.
  const from = wanted.length === 1 ? at + 1 : at;
  for (let step = 0; step < nodes.length; step += 1) {
    const row = nodes[(from + step) % nodes.length];
    if (row?.node.name.toLocaleLowerCase().startsWith(wanted)) return row.path;
  }
  return null;
}

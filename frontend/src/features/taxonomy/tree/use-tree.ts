import { useCallback, useEffect, useMemo, useRef, useState } from "react";

import { fetchNarrower, fetchTops, TREE_LARGEST_PAGE, TREE_PAGE, type TreeView } from "../api/tree";
import { below, conceptOf, type Lists, type NodeList, ROOT, type Row, rowsOf } from "./rows";

export interface Tree {
  rows: Row[];
  error: unknown;
  /** Nothing has come yet. */
  isPending: boolean;
  toggle: (path: string, open: boolean) => void;
  openAll: (parent: string) => void;
  /** Load the next page of what stands below a concept. */
  more: (under: number) => void;
  /** Open all above a concept, loading what is needed; the path of its row, null when it is not to be found. */
  reveal: (concepts: readonly number[]) => Promise<string | null>;
  /** Read again what is on screen, for somebody has changed the graph. */
  refresh: () => Promise<void>;
}

/**
 * The part of the tree that is loaded. What stands below a concept is asked for when it is first opened.
 * For another view, mount it anew.
 */
export function useTree(view: TreeView): Tree {
  // What is loaded, for what is under way to go on from; `lists` is the same for the screen.
  const loaded = useRef(new Map<number, NodeList>());
  const asked = useRef(new Map<number, Promise<void>>());
  const [lists, setLists] = useState<Lists>(new Map());
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<unknown>(null);

  const page = useCallback(
    (under: number, cursor: string | null, size: number) =>
      under === ROOT ? fetchTops(view, cursor, size) : fetchNarrower(under, cursor, size),
    [view],
  );

  const load = useCallback(
    (under: number): Promise<void> => {
      const known = loaded.current.get(under);
      if (known?.next === null) return Promise.resolve();
      const waiting = asked.current.get(under);
      if (waiting) return waiting;
      const asking = page(under, known?.next ?? null, TREE_PAGE)
        .then(({ results, next }) => {
          const before = loaded.current.get(under)?.nodes ?? [];
          const seen = new Set(before.map((node) => node.id));
          const nodes = [...before, ...results.filter((node) => !seen.has(node.id))];
          loaded.current.set(under, { nodes, next });
          setError(null);
        })
        .catch((reason: unknown) => setError(reason))
        .finally(() => {
          asked.current.delete(under);
          setLists(new Map(loaded.current));
        });
      asked.current.set(under, asking);
      return asking;
    },
    [page],
  );

  useEffect(() => {
    void load(ROOT);
  }, [load]);

  const toggle = useCallback(
    (path: string, isOpen: boolean) => {
      if (isOpen && !loaded.current.has(conceptOf(path))) void load(conceptOf(path));
      setOpen((old) => {
        const next = new Set(old);
        if (isOpen) next.add(path);
        else next.delete(path);
        return next;
      });
    },
    [load],
  );

  const openAll = useCallback(
    (parent: string) => {
      const nodes = loaded.current.get(parent === "" ? ROOT : conceptOf(parent))?.nodes ?? [];
      for (const node of nodes) if (node.children > 0) toggle(below(parent, node.id), true);
    },
    [toggle],
  );

  const reveal = useCallback(
    async (concepts: readonly number[]) => {
      let under = ROOT;
      let path = "";
      const opened: string[] = [];
      for (const concept of concepts) {
        const has = () => loaded.current.get(under)?.nodes.some((node) => node.id === concept);
        while (!has()) {
          const before = loaded.current.get(under);
          if (before?.next === null) return null;
          await load(under);
          if (loaded.current.get(under) === before) return null; // it could not be read
        }
        path = below(path, concept);
        opened.push(path);
        under = concept;
      }
      opened.pop();
      setOpen((old) => new Set([...old, ...opened]));
      return path;
    },
    [load],
  );

  const refresh = useCallback(async () => {
    const shown = new Set([ROOT, ...[...open].map(conceptOf)]);
    const again = async (under: number, wanted: number): Promise<[number, NodeList]> => {
      const nodes: NodeList["nodes"] = [];
      let cursor: string | null = null;
      do {
        const size = Math.min(TREE_LARGEST_PAGE, Math.max(TREE_PAGE, wanted - nodes.length));
        const { results, next } = await page(under, cursor, size);
        nodes.push(...results);
        cursor = next;
      } while (cursor !== null && nodes.length < wanted);
      return [under, { nodes, next: cursor }];
    };
    const known = [...loaded.current].filter(([under]) => shown.has(under));
    try {
      const fresh = await Promise.all(
        known.map(([under, list]) => again(under, list.nodes.length)),
      );
      loaded.current = new Map(fresh);
      setError(null);
    } catch (reason) {
      setError(reason);
    }
    setLists(new Map(loaded.current));
  }, [open, page]);

  const rows = useMemo(() => rowsOf(lists, open), [lists, open]);
  const more = useCallback((under: number) => void load(under), [load]);
  const isPending = !lists.has(ROOT);
  return { rows, error, isPending, toggle, openAll, more, reveal, refresh };
}

import { SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useSearchParams } from "react-router";

import { EmptyState } from "@/components/empty-state";
import { KeyLine } from "@/components/key-line";

import { conceptDetailQuery, type TreeView as View } from "../api/tree";
import { ConceptPanel } from "../components/concept-panel";
import classes from "../components/taxonomy.module.css";
import { TreeSearch } from "../components/tree-search";
import { TreeView } from "../components/tree-view";
import { type NodeRow } from "../tree/rows";
import { useTree } from "../tree/use-tree";

const KEYS = [
  ["↓ ↑", "go"],
  ["→ ←", "open, close"],
  ["*", "open all beside it"],
  ["a–z", "go to a name"],
] as const;

function viewOf(word: string | null): View {
  return word === "unplaced" ? "unplaced" : "tops";
}

/** The tree of all concepts with one of them beside it. */
export default function TaxonomyRoute() {
  const [search, setSearch] = useSearchParams();
  const view = viewOf(search.get("view"));
  useEffect(() => {
    document.title = "Taxonomy · Titleloom";
  }, []);
  const choose = (next: View) =>
    setSearch(next === "tops" ? {} : { view: next }, { replace: true });
  return <Board key={view} view={view} onView={choose} />;
}

function Board({ view, onView }: { view: View; onView: (view: View) => void }) {
  const client = useQueryClient();
  const [search, setSearch] = useSearchParams();
  const tree = useTree(view);
  const [active, setActive] = useState<string | null>(null);
  const [asked, setAsked] = useState<number | null>(Number(search.get("c")) || null);
  const [concept] = useDebouncedValue(asked, 120);
  const wanted = useRef<number | null>(null);

  const show = (id: number) => {
    setAsked(id);
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        next.set("c", String(id));
        return next;
      },
      { replace: true },
    );
  };
  const choose = (row: NodeRow) => {
    wanted.current = null;
    setActive(row.path);
    show(row.node.id);
  };
  /** Open the tree down to a concept. */
  const find = async (id: number) => {
    wanted.current = id;
    const found = await client.query(conceptDetailQuery(id));
    const way = found.paths[0] ?? [];
    const path = await tree.reveal([...way.map((step) => step.id), id]);
    // Who has chosen another one meanwhile is not taken back.
    if (wanted.current === id) setActive(path);
  };
  /** What cannot be read is told by the panel beside the tree. */
  const goTo = (id: number) => {
    show(id);
    void find(id).catch(() => undefined);
  };
  const start = useEffectEvent(() => {
    if (asked !== null) void find(asked).catch(() => undefined);
  });
  useEffect(() => start(), []);

  const isEmpty = !tree.isPending && tree.rows.length === 0;
  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      <header className={classes.head}>
        <h1>Taxonomy</h1>
        <TreeSearch
          label="Find a title in the tree"
          placeholder="Find any title, and where it stands"
          onChoose={(found) => goTo(found.concept)}
        />
      </header>
      <div className={classes.body}>
        <div className={classes.left}>
          <div className={classes.views}>
            <SegmentedControl
              size="xs"
              aria-label="What to list"
              value={view}
              onChange={(value) => onView(viewOf(value))}
              data={[
                { value: "tops", label: "Tree" },
                { value: "unplaced", label: "Without a place" },
              ]}
            />
          </div>
          <div className={classes.stage}>
            {isEmpty ? (
              <EmptyState title={view === "tops" ? "No tree yet" : "Everything has its place"}>
                {view === "tops"
                  ? "It grows out of “broader” decisions: annotate, review, import, or paste rows under Bulk edit."
                  : "Every concept stands above or below another one."}
              </EmptyState>
            ) : (
              <TreeView
                tree={tree}
                label={view === "tops" ? "Taxonomy" : "Concepts without a place"}
                active={active}
                onActive={choose}
              />
            )}
          </div>
          <div className={classes.keys}>
            <KeyLine keys={KEYS} />
          </div>
        </div>
        <aside className={classes.side} aria-label="The concept">
          {concept === null ? (
            <EmptyState title="Choose a concept">
              Go through the tree with the arrow keys, or find a title above.
            </EmptyState>
          ) : (
            <ConceptPanel key={concept} concept={concept} onConcept={goTo} />
          )}
        </aside>
      </div>
    </main>
  );
}

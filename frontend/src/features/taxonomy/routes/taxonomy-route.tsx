import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, SegmentedControl } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Link, useSearchParams } from "react-router";

import { EmptyState } from "@/components/empty-state";
import { KeyLine } from "@/components/key-line";
import { isForField } from "@/features/annotate/keys/use-keys";
import { revertChangeSet } from "@/features/decisions/api/decisions";
import { useCan } from "@/features/session/use-who";
import { count } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { watch, watchedQuery } from "../api/attention";
import { conceptDetailQuery, type TreeView as View } from "../api/tree";
import { type Asked, ChangeDialogs, type Done } from "../components/change-dialogs";
import { ConceptPanel } from "../components/concept-panel";
import classes from "../components/taxonomy.module.css";
import { TreeSearch } from "../components/tree-search";
import { TreeView } from "../components/tree-view";
import { WatchedList } from "../components/watched";
import { type NodeRow, ROOT } from "../tree/rows";
import { useTree } from "../tree/use-tree";

const KEYS = [
  ["↓ ↑", msg`go`],
  ["→ ←", msg`open, close`],
  ["*", msg`open all beside it`],
  ["a–z", msg`go to a name`],
] as const;
const LEAD_KEYS = [...KEYS, ["F2", msg`rename`], ["M", msg`move`], ["Ctrl Z", msg`undo`]] as const;

type List = View | "watched";

function listOf(word: string | null): List {
  return word === "unplaced" || word === "watched" ? word : "tops";
}

/** The tree of all concepts with one of them beside it. */
export default function TaxonomyRoute() {
  const [search, setSearch] = useSearchParams();
  const [done, setDone] = useState<Done[]>([]);
  const list = listOf(search.get("view"));
  const view = list === "unplaced" ? "unplaced" : "tops";
  useEffect(() => {
    document.title = t`Taxonomy · Titleloom`;
  }, []);
  const choose = (next: List, concept?: number) => {
    const kept = new URLSearchParams();
    if (next !== "tops") kept.set("view", next);
    if (concept) kept.set("c", String(concept));
    setSearch(kept, { replace: true });
  };
  return <Board key={view} view={view} list={list} onList={choose} done={done} onDone={setDone} />;
}

interface Props {
  view: View;
  /** What stands at the left: the tree of that view, or the concepts that are watched. */
  list: List;
  onList: (list: List, concept?: number) => void;
  /** What was changed here, the latest last. */
  done: Done[];
  onDone: (done: Done[]) => void;
}

function Board({ view, list, onList, done, onDone }: Props) {
  const client = useQueryClient();
  const isLead = useCan("review");
  const [search, setSearch] = useSearchParams();
  const tree = useTree(view);
  const [active, setActive] = useState<string | null>(null);
  const [shown, setShown] = useState<number | null>(Number(search.get("c")) || null);
  const [concept] = useDebouncedValue(shown, 120);
  const [asked, setAsked] = useState<Asked | null>(null);
  const wanted = useRef<number | null>(null);
  /** How often something was chosen to look at; leaving this list counts too. */
  const choices = useRef(0);
  useEffect(
    () => () => {
      choices.current += 1;
    },
    [],
  );
  const watched = useQuery(watchedQuery);
  const news = (watched.data ?? []).filter((one) => one.news > 0).length;

  const show = (id: number) => {
    choices.current += 1;
    setShown(id);
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
  /** Open the tree down to a concept; the path of its row, null when it stands in the other view. */
  const pathOf = async (id: number, mayTurn: boolean): Promise<string | null> => {
    const found = await client.query(conceptDetailQuery(id));
    const isPlaced = found.paths.length > 0 || found.children > 0;
    if (found.state === "current" && isPlaced === (view === "tops")) {
      const way = found.paths[0] ?? [];
      return tree.reveal([...way.map((step) => step.id), id]);
    }
    if (isPlaced && mayTurn) onList("tops", id);
    return null;
  };
  const find = async (id: number, mayTurn = true) => {
    wanted.current = id;
    const path = await pathOf(id, mayTurn);
    // Who has chosen another one meanwhile is not taken back.
    if (wanted.current === id) setActive(path);
  };
  /** What cannot be read is told by the panel beside the tree. */
  const goTo = (id: number) => {
    show(id);
    void find(id).catch(() => undefined);
  };
  /** Show a watched concept: with that, what is new there has been seen. */
  const lookAt = (id: number) => {
    show(id);
    const seen = (watched.data ?? []).filter((one) => one.now === id);
    void Promise.all(seen.map((one) => watch(one.concept)))
      .then(() => client.invalidateQueries({ queryKey: watchedQuery.queryKey }))
      .catch(() => undefined); // they are new the next time too
  };
  const start = useEffectEvent(() => {
    // Who has just chosen this list is not led back to the other one by what is shown beside it.
    if (shown !== null) void find(shown, false).catch(() => undefined);
  });
  useEffect(() => start(), []);

  /** The graph has changed: read again what is on screen, and go to what was changed, unless one has gone elsewhere. */
  const readAgain = async (id: number) => {
    const before = choices.current;
    await Promise.all([tree.refresh(), client.invalidateQueries()]);
    if (choices.current === before) goTo(id);
  };
  const finish = (one: Done) => {
    setAsked(null);
    onDone([...done, one]);
    void readAgain(one.concept);
  };
  const undo = useMutation({
    mutationFn: (one: Done) => revertChangeSet(one.changeSet ?? 0),
    onSuccess: async (_, one) => {
      onDone(done.filter((other) => other !== one));
      notifications.show({ message: t`Taken back.` });
      await readAgain(one.concept);
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  const last = done.at(-1);
  const takeBack = () => {
    if (last?.changeSet != null && !undo.isPending) undo.mutate(last);
  };
  const onWindowKey = useEffectEvent((event: KeyboardEvent) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    if (isForField(event.target) || asked !== null) return;
    event.preventDefault();
    takeBack();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onWindowKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  const onKey = (key: string, row: NodeRow) => {
    if (key === "F2") setAsked({ do: "rename", concept: row.node });
    else if (key === "m" || key === "M") {
      setAsked({ do: "move", concept: row.node, outOf: row.under === ROOT ? null : row.under });
    } else return false;
    return true;
  };
  const onDrop = (dragged: NodeRow, on: NodeRow | null) =>
    setAsked({
      do: "move",
      concept: dragged.node,
      outOf: dragged.under === ROOT ? null : dragged.under,
      under: on?.node ?? null,
    });

  const isEmpty = !tree.isPending && tree.rows.length === 0;
  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      <header className={classes.head}>
        <h1>
          <Trans>Taxonomy</Trans>
        </h1>
        <TreeSearch
          label={t`Find a title in the tree`}
          placeholder={t`Find any title, and where it stands`}
          onChoose={(found) => goTo(found.concept)}
        />
        {isLead && (
          <Button
            component={Link}
            to={concept === null ? "/taxonomy/bulk" : `/taxonomy/bulk?part=${concept}`}
            variant="default"
          >
            <Trans>Bulk edit</Trans>
          </Button>
        )}
      </header>
      <div className={classes.body}>
        <div className={classes.left}>
          <div className={classes.views}>
            <SegmentedControl
              size="xs"
              aria-label={t`What to list`}
              value={list}
              onChange={(value) => onList(listOf(value), shown ?? undefined)}
              data={[
                { value: "tops", label: t`Tree` },
                { value: "unplaced", label: t`Without a place` },
                {
                  value: "watched",
                  label: news > 0 ? t`Watched ${{ news: count(news) }}` : t`Watched`,
                },
              ]}
            />
            {last && (
              <span className={classes.done} role="status">
                {last.words}
                {last.changeSet !== null && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    loading={undo.isPending}
                    onClick={takeBack}
                  >
                    <Trans>Undo</Trans>
                  </Button>
                )}
              </span>
            )}
          </div>
          <div className={classes.stage}>
            {list === "watched" ? (
              <WatchedList onConcept={lookAt} />
            ) : isEmpty ? (
              <EmptyState title={view === "tops" ? t`No tree yet` : t`Everything has its place`}>
                {view === "tops"
                  ? t`It grows out of “broader” decisions: annotate, review, import, or paste rows under Bulk edit.`
                  : t`Every concept stands above or below another one.`}
              </EmptyState>
            ) : (
              <TreeView
                tree={tree}
                label={view === "tops" ? t`Taxonomy` : t`Concepts without a place`}
                active={active}
                onActive={choose}
                {...(isLead ? { onKey, onDrop } : {})}
              />
            )}
          </div>
          <div className={classes.keys}>
            <KeyLine keys={isLead ? LEAD_KEYS : KEYS} />
          </div>
        </div>
        <aside className={classes.side} aria-label={t`The concept`}>
          {concept === null ? (
            <EmptyState title={t`Choose a concept`}>
              <Trans>Go through the tree with the arrow keys, or find a title above.</Trans>
            </EmptyState>
          ) : (
            <ConceptPanel
              key={concept}
              concept={concept}
              onConcept={goTo}
              onAsk={setAsked}
              onDone={finish}
              onChanged={() => void readAgain(concept)}
            />
          )}
        </aside>
      </div>
      <ChangeDialogs asked={asked} onClose={() => setAsked(null)} onDone={finish} />
    </main>
  );
}

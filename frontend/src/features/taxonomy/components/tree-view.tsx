import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { IconChevronRight, IconGitMerge } from "@tabler/icons-react";
import {
  type DragEvent,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";

import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";
import { count } from "@/lib/format";

import { type NodeRow, type Row, rowTyped, turnOf } from "../tree/rows";
import type { Tree } from "../tree/use-tree";
import classes from "./taxonomy.module.css";

const ROW_HEIGHT = 34;
const OVERSCAN = 12;
const TYPING_MS = 700;
const OPEN_UNDER_DRAG_MS = 650;

interface Props {
  tree: Tree;
  label: string;
  active: string | null;
  onActive: (row: NodeRow) => void;
  /** A key that is not the tree's own; true when it was used. */
  onKey?: ((key: string, row: NodeRow) => boolean) | undefined;
  /** A concept was dropped on another one; without it rows cannot be dragged. */
  onDrop?: ((dragged: NodeRow, on: NodeRow | null) => void) | undefined;
}

function below(node: NodeRow["node"]): string {
  return `${count(node.descendants)}${node.counted_all ? "" : "+"}`;
}

/** The tree, of which only the rows on screen are there. Keys as the WAI-ARIA tree pattern has them. */
export function TreeView({ tree, label, active, onActive, onKey, onDrop }: Props) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", at: -TYPING_MS });
  const [seen, setSeen] = useState({ top: 0, height: 600 });
  const [dragged, setDragged] = useState<NodeRow | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const { rows } = tree;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const measure = () => setSeen({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [tree.isPending]);

  const at = active === null ? -1 : rows.findIndex((row) => row.path === active);
  const showActive = useEffectEvent(() => {
    const element = box.current;
    if (!element || at < 0) return;
    const top = at * ROW_HEIGHT;
    const above = element.scrollTop - top;
    const under = top + ROW_HEIGHT - element.scrollTop - element.clientHeight;
    if (Math.max(above, under) <= 0) return;
    // A step scrolls by a row; a jump comes to the middle, so that what stands around it is seen.
    if (Math.max(above, under) > 2 * ROW_HEIGHT) {
      element.scrollTop = top - element.clientHeight / 2;
    } else element.scrollTop += under > 0 ? under : -above;
  });
  useLayoutEffect(() => showActive(), [active, tree.isPending]);

  const first = Math.max(0, Math.floor(seen.top / ROW_HEIGHT) - OVERSCAN);
  const last = Math.min(rows.length, Math.ceil((seen.top + seen.height) / ROW_HEIGHT) + OVERSCAN);
  const shown = rows.slice(first, last);
  const lacking = shown.flatMap((row) => (row.kind === "more" ? [row.under] : [])).join();
  const { more, error } = tree;
  useEffect(() => {
    if (error) return;
    for (const under of lacking.split(",").filter(Boolean)) more(Number(under));
  }, [lacking, more, error, rows.length]);

  // A concept that something is held over opens after a moment, so that one can go down while dragging.
  useEffect(() => {
    if (over === null || !dragged) return;
    const row = rows.find((one) => one.path === over);
    if (row?.kind !== "node" || row.open || row.node.children === 0) return;
    const timer = setTimeout(() => tree.toggle(over, true), OPEN_UNDER_DRAG_MS);
    return () => clearTimeout(timer);
  }, [over, dragged, rows, tree]);

  const goTo = (path: string) => {
    const row = rows.find((one) => one.path === path);
    if (row?.kind === "node") onActive(row);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = rows[at];
    // Within a name that is being typed, a letter is a letter.
    const goesOn = event.timeStamp - typed.current.at < TYPING_MS;
    const isLetter = event.key.length === 1 && goesOn;
    if (!isLetter && row?.kind === "node" && onKey?.(event.key, row)) {
      event.preventDefault();
      return;
    }
    const turn = turnOf(rows, active, event.key);
    if (turn) {
      event.preventDefault();
      if (turn.do === "go") goTo(turn.path);
      else if (turn.do === "openAll") tree.openAll(turn.parent);
      else tree.toggle(turn.path, turn.do === "open");
      return;
    }
    if (event.key.length !== 1 || event.key === " ") return;
    event.preventDefault();
    typed.current = {
      text: goesOn ? typed.current.text + event.key : event.key,
      at: event.timeStamp,
    };
    const found = rowTyped(rows, active, typed.current.text);
    if (found) goTo(found);
  };

  const dragHandlers = (row: NodeRow) =>
    onDrop && {
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", row.node.name);
        setDragged(row);
      },
      onDragEnd: () => {
        setDragged(null);
        setOver(null);
      },
      onDragOver: (event: DragEvent) => {
        if (!dragged || dragged.node.id === row.node.id) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = "move";
        setOver(row.path);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        if (dragged && dragged.node.id !== row.node.id) onDrop(dragged, row);
        setDragged(null);
        setOver(null);
      },
    };

  if (tree.isPending && !tree.error) return <Waiting lines={9} />;
  const isShown = at >= first && at < last;
  return (
    <>
      {tree.error !== null && <Failure error={tree.error} retry={() => void tree.refresh()} />}
      {onDrop && dragged && dragged.under !== 0 && (
        <div
          className={classes.topDrop}
          data-over={over === "" || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver("");
          }}
          onDrop={(event) => {
            event.preventDefault();
            onDrop(dragged, null);
            setDragged(null);
            setOver(null);
          }}
        >
          <Trans>Drop here to let it stand at the top</Trans>
        </div>
      )}
      <div
        ref={box}
        role="tree"
        aria-label={label}
        tabIndex={0}
        className={classes.tree}
        aria-activedescendant={isShown ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => {
          const start = rows.find((row) => row.kind === "node");
          if (at < 0 && start?.kind === "node") onActive(start);
        }}
        onScroll={(event) =>
          setSeen({
            top: event.currentTarget.scrollTop,
            height: event.currentTarget.clientHeight,
          })
        }
      >
        <div role="none" style={{ height: rows.length * ROW_HEIGHT, position: "relative" }}>
          {shown.map((row, index) => (
            <TreeRow
              key={row.path}
              id={`${id}-${row.path}`}
              row={row}
              top={(first + index) * ROW_HEIGHT}
              isActive={row.path === active}
              isOver={over !== null && row.path === over}
              onToggle={tree.toggle}
              onActive={onActive}
              drag={row.kind === "node" ? dragHandlers(row) : undefined}
            />
          ))}
        </div>
      </div>
    </>
  );
}

interface RowProps {
  id: string;
  row: Row;
  top: number;
  isActive: boolean;
  isOver: boolean;
  onToggle: (path: string, open: boolean) => void;
  onActive: (row: NodeRow) => void;
  drag: React.HTMLAttributes<HTMLDivElement> | undefined;
}

function TreeRow({ id, row, top, isActive, isOver, onToggle, onActive, drag }: RowProps) {
  const style = {
    top,
    height: ROW_HEIGHT,
    "--level": row.level - 1,
  } as React.CSSProperties;
  if (row.kind === "more") {
    return (
      <div
        id={id}
        role="treeitem"
        aria-level={row.level}
        aria-disabled
        style={style}
        className={classes.row}
      >
        <span className={classes.loading}>
          <Trans>Loading…</Trans>
        </span>
      </div>
    );
  }
  const { node } = row;
  const canOpen = node.children > 0;
  return (
    <div
      id={id}
      role="treeitem"
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.of}
      aria-selected={isActive}
      {...(canOpen ? { "aria-expanded": row.open } : {})}
      data-concept={node.id}
      data-over={isOver || undefined}
      className={classes.row}
      style={style}
      onClick={() => onActive(row)}
      onDoubleClick={() => canOpen && onToggle(row.path, !row.open)}
      {...drag}
    >
      <span
        className={classes.chevron}
        data-open={row.open || undefined}
        aria-hidden="true"
        onClick={(event) => {
          if (!canOpen) return;
          event.stopPropagation();
          onToggle(row.path, !row.open);
        }}
      >
        {canOpen && <IconChevronRight size={16} />}
      </span>
      <span className={classes.rowName}>{node.name}</span>
      {node.titles > 1 && (
        <Mark
          className={classes.rowTitles}
          words={plural({ titles: node.titles }, { one: "# title", other: "# titles" })}
          title={plural({ titles: node.titles }, { one: "# title", other: "# titles" })}
        >
          ={count(node.titles)}
        </Mark>
      )}
      {node.parents > 1 && (
        <Mark
          className={classes.rowPlaces}
          words={t`stands in ${{ parents: node.parents }} places`}
          title={t`Stands in ${{ parents: node.parents }} places`}
        >
          <IconGitMerge size={14} />
          {node.parents}
        </Mark>
      )}
      {node.descendants > 0 && (
        <Mark className={classes.rowBelow} words={t`${{ concepts: below(node) }} below`}>
          {below(node)}
        </Mark>
      )}
    </div>
  );
}

interface MarkProps {
  className: string | undefined;
  /** What a screen reader says in its place. */
  words: string;
  title?: string;
  children: ReactNode;
}

/** A sign beside a name. */
function Mark({ className, words, title, children }: MarkProps) {
  return (
    <span className={className} title={title}>
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">, {words}</span>
    </span>
  );
}

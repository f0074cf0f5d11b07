import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { IconSearch } from "@tabler/icons-react";
import { Fragment, useEffect, useId, useLayoutEffect, useRef, useState } from "react";

import { type Entry, useEntries } from "./entries";
import { matching, stepped } from "./match";
import classes from "./palette.module.css";
import { useFound } from "./use-found";

const PAGE_STEP = 6;

/**
 * The list of everything one can go to or do, over whatever page is open: type, choose with the arrows, Enter.
 *
 * The browser's own modal dialogue, because it has the focus before the next key is pressed: a letter that was meant
 * for the search must never reach the page beneath, where it may be a judgement.
 */
export function Palette({ onClose }: { onClose: () => void }) {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [query, setQuery] = useState("");
  const [place, setPlace] = useState(0);
  const { pages, actions } = useEntries();
  const found = useFound(query);

  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  const groups: { name: string; entries: Entry[] }[] = [
    { name: t`Go to`, entries: matching(query, pages) },
    { name: t`Do`, entries: matching(query, actions) },
    { name: t`Concepts`, entries: found.concepts },
    { name: t`Titles`, entries: found.titles },
  ].filter((group) => group.entries.length > 0);
  const entries = groups.flatMap((group) => group.entries);
  const active = entries[Math.min(place, entries.length - 1)];
  const optionId = (entry: Entry) => `${id}-${entry.id}`;

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active?.id]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => setPlace(stepped(Math.min(place, entries.length - 1), 1, entries.length)),
    ArrowUp: () => setPlace(stepped(Math.min(place, entries.length - 1), -1, entries.length)),
    PageDown: () => setPlace(Math.min(place + PAGE_STEP, Math.max(0, entries.length - 1))),
    PageUp: () => setPlace(Math.max(0, Math.min(place, entries.length - 1) - PAGE_STEP)),
    Enter: () => choose(active),
  };
  const words =
    entries.length > 0
      ? plural({ entries: entries.length }, { one: "# result", other: "# results" })
      : found.isLooking
        ? t`Looking…`
        : t`Nothing has these words.`;

  return (
    <dialog
      ref={dialog}
      className={classes.palette}
      aria-label={t`Go to, find or do`}
      onCancel={onClose}
      onClick={(event) => {
        // The dialogue fills its box with its content: a click on itself is one beside it.
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className={classes.sheet}>
        <div className={classes.field}>
          <IconSearch size={18} aria-hidden="true" />
          <input
            autoFocus
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-autocomplete="list"
            aria-activedescendant={active ? optionId(active) : undefined}
            aria-label={t`Go to a page, find a title, or do something`}
            placeholder={t`Go to a page, find a title, or do something`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            value={query}
            onChange={(event) => {
              setQuery(event.currentTarget.value);
              setPlace(0);
            }}
            onKeyDown={(event) => {
              const does = event.nativeEvent.isComposing ? undefined : keys[event.key];
              if (!does) return;
              event.preventDefault();
              does();
            }}
          />
          <button type="button" className={classes.close} onClick={onClose}>
            <kbd>
              <Trans>Esc</Trans>
            </kbd>{" "}
            <span className="visually-hidden">
              <Trans>closes</Trans>
            </span>
          </button>
        </div>
        <ul
          ref={list}
          id={`${id}-list`}
          className={classes.list}
          role="listbox"
          aria-label={t`Results`}
          tabIndex={-1}
        >
          {groups.map((group) => (
            <Fragment key={group.name}>
              <li role="presentation" className={classes.groupName}>
                {group.name}
              </li>
              {group.entries.map((entry) => (
                <li
                  key={entry.id}
                  id={optionId(entry)}
                  role="option"
                  aria-selected={entry === active}
                  className={classes.option}
                  onMouseMove={() => setPlace(entries.indexOf(entry))}
                  onClick={() => choose(entry)}
                >
                  <entry.icon size={17} stroke={1.7} aria-hidden="true" />
                  <span className={classes.name}>{entry.name}</span>
                  {entry.note && <small>{entry.note}</small>}
                </li>
              ))}
            </Fragment>
          ))}
        </ul>
        <p
          role="status"
          className={entries.length > 0 ? "visually-hidden" : (classes.nothing ?? "")}
        >
          {words}
        </p>
      </div>
    </dialog>
  );
}

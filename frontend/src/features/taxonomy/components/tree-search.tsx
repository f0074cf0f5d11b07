import { t } from "@lingui/core/macro";
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

import { sentenceOf } from "@/lib/problem";

import { type TreeFound, treeSearchQuery } from "../api/tree";
import classes from "./taxonomy.module.css";

/** The most used first, as the server gives them, but what was typed in full before all. */
function exactFirst(found: TreeFound[], q: string): TreeFound[] {
  const isIt = (one: TreeFound) => one.title.text.toLowerCase() === q.trim().toLowerCase();
  return [...found.filter(isIt), ...found.filter((one) => !isIt(one))];
}

interface Props {
  label: string;
  placeholder: string;
  /** Whether the label stands above the field; else it is for screen readers only. */
  isLabelled?: boolean;
  autoFocus?: boolean;
  onChoose: (found: TreeFound) => void;
}

/** Find a concept of the tree by any of its titles; each hit says where it stands. */
export function TreeSearch({ label, placeholder, isLabelled, autoFocus, onChoose }: Props) {
  const combobox = useCombobox();
  const [q, setQ] = useState("");
  const [settled] = useDebouncedValue(q, 140);
  const search = useInfiniteQuery({
    ...treeSearchQuery(settled),
    placeholderData: keepPreviousData,
  });
  const isAsking = q.trim().length > 1;
  const found = isAsking ? exactFirst(search.data ?? [], settled) : [];
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        const hit = found.find((one) => String(one.title.id) === value);
        if (!hit) return;
        onChoose(hit);
        setQ("");
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          className={classes.search ?? ""}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          {...(isLabelled ? { label } : { "aria-label": label })}
          {...(autoFocus ? { "data-autofocus": true } : {})}
          placeholder={placeholder}
          value={q}
          onChange={(event) => {
            setQ(event.currentTarget.value);
            combobox.openDropdown();
            combobox.updateSelectedOptionIndex();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      {isAsking && (
        <Combobox.Dropdown>
          <Combobox.Options>
            {found.map((hit) => (
              <Combobox.Option value={String(hit.title.id)} key={hit.title.id}>
                <span className={classes.found}>
                  <b>{hit.title.text}</b>
                  <small>
                    {hit.title.text !== hit.name && `= ${hit.name} · `}
                    {hit.path.length > 0
                      ? hit.path.map((step) => step.name).join(" › ")
                      : t`stands under nothing`}
                  </small>
                </span>
              </Combobox.Option>
            ))}
            {found.length === 0 && (
              <Combobox.Empty>
                {search.error
                  ? sentenceOf(search.error)
                  : search.isFetching
                    ? t`Looking…`
                    : t`No title of the graph has that.`}
              </Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      )}
    </Combobox>
  );
}

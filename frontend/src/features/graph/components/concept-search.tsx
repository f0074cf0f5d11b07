import { t } from "@lingui/core/macro";
import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";

import { suggestQuery } from "../api/suggest";
import classes from "./graph.module.css";

interface Props {
  release: string;
  label?: string;
  placeholder?: string;
  onChoose: (concept: number) => void;
}

/** Find a concept by any of its titles. */
export function ConceptSearch({
  release,
  label = t`Find a concept`,
  placeholder = t`Find a concept by any of its titles`,
  onChoose,
}: Props) {
  const combobox = useCombobox();
  const [q, setQ] = useState("");
  const [settled] = useDebouncedValue(q, 120);
  const found = useQuery({ ...suggestQuery(settled, release), placeholderData: keepPreviousData });
  const suggestions = q.trim() ? (found.data?.suggestions ?? []) : [];

  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        onChoose(Number(value));
        setQ("");
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          className={classes.search ?? ""}
          leftSection={<IconSearch size={16} aria-hidden="true" />}
          aria-label={label}
          placeholder={placeholder}
          value={q}
          onChange={(event) => {
            setQ(event.currentTarget.value);
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onFocus={() => combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      {q.trim() !== "" && (
        <Combobox.Dropdown>
          <Combobox.Options>
            {suggestions.map((one) => (
              <Combobox.Option value={String(one.concept_id)} key={one.title_id}>
                <span className={classes.suggestion}>
                  {one.text}
                  {one.preferred !== one.text && <small>{one.preferred}</small>}
                </span>
              </Combobox.Option>
            ))}
            {suggestions.length === 0 && (
              <Combobox.Empty>
                {found.error
                  ? found.error.message
                  : found.isFetching
                    ? t`Looking…`
                    : t`No concept has that.`}
              </Combobox.Empty>
            )}
          </Combobox.Options>
        </Combobox.Dropdown>
      )}
    </Combobox>
  );
}

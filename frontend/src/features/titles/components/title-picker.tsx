import { Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { TitleRef } from "@/api/shapes";

import { titlesQuery } from "../api/titles";

interface Props {
  label: string;
  onChoose: (title: TitleRef) => void;
}

/** Find any imported title. */
export function TitlePicker({ label, onChoose }: Props) {
  const combobox = useCombobox();
  const [q, setQ] = useState("");
  const [settled] = useDebouncedValue(q, 150);
  const titles = useInfiniteQuery({
    ...titlesQuery({ q: settled, language: "" }),
    enabled: settled.trim().length > 1,
  });
  const found = q.trim().length > 1 ? (titles.data ?? []).slice(0, 12) : [];
  return (
    <Combobox
      store={combobox}
      onOptionSubmit={(value) => {
        const title = found.find((one) => String(one.id) === value);
        if (!title) return;
        onChoose(title);
        setQ(title.text);
        combobox.closeDropdown();
      }}
    >
      <Combobox.Target>
        <TextInput
          label={label}
          value={q}
          onChange={(event) => {
            setQ(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      {found.length > 0 && (
        <Combobox.Dropdown>
          <Combobox.Options>
            {found.map((title) => (
              <Combobox.Option key={title.id} value={String(title.id)}>
                {title.text}
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      )}
    </Combobox>
  );
}

import { Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { Refusal } from "@/components/refusal";
import { counted } from "@/lib/format";

import { addTitle, preferTitle } from "../api/changes";
import type { ConceptDetail } from "../api/tree";
import type { Asked, Done } from "./change-dialogs";
import classes from "./taxonomy.module.css";

interface Props {
  concept: ConceptDetail;
  /** Null for people who only look. */
  edit: { ask: (asked: Asked) => void; done: (done: Done) => void } | null;
}

/** The titles that mean the concept, the preferred one first. */
export function TitlesList({ concept, edit }: Props) {
  const prefer = useMutation({
    mutationFn: preferTitle,
    onSuccess: ({ preferred, id }) =>
      edit?.done({
        words: `The concept is called “${preferred.text}” now.`,
        changeSet: null,
        concept: id,
      }),
  });
  return (
    <section className={classes.section} aria-label="Titles">
      <h3>Titles</h3>
      <ul className={classes.titles}>
        {concept.all_titles.map((title) => (
          <li key={title.id}>
            <span>{title.text}</span>
            <small>
              {title.preferred ? "preferred · " : ""}seen {counted(title.count, "time")}
            </small>
            {edit && concept.all_titles.length > 1 && (
              <Group gap={6} wrap="nowrap">
                {!title.preferred && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Prefer ${title.text}`}
                    onClick={() => prefer.mutate({ concept: concept.id, title: title.id })}
                  >
                    Prefer
                  </Button>
                )}
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Split off ${title.text}`}
                  onClick={() => edit.ask({ do: "split", concept, titles: [title.id] })}
                >
                  Split off
                </Button>
              </Group>
            )}
          </li>
        ))}
      </ul>
      {prefer.error && <Refusal error={prefer.error} />}
      {edit && <AddTitle concept={concept} onDone={edit.done} />}
    </section>
  );
}

function AddTitle({ concept, onDone }: { concept: ConceptDetail; onDone: (done: Done) => void }) {
  const [text, setText] = useState("");
  const add = useMutation({
    mutationFn: addTitle,
    onSuccess: (added) => {
      setText("");
      onDone({
        words: `“${added.title.text}” is a title of “${concept.name}” now.`,
        changeSet: added.change_set,
        concept: concept.id,
      });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim()) add.mutate({ concept: concept.id, text, preferred: false });
      }}
    >
      <Group gap={6} mt={6}>
        <TextInput
          size="xs"
          style={{ flex: 1 }}
          aria-label="Another title of this concept"
          placeholder="Another title that means the same"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={add.isPending}>
          Add
        </Button>
      </Group>
      {add.error && <Refusal error={add.error} />}
    </form>
  );
}

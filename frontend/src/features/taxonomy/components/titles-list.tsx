import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";

import { Refusal } from "@/components/refusal";

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
        words: t`The concept is called “${{ text: preferred.text }}” now.`,
        changeSet: null,
        concept: id,
      }),
  });
  return (
    <section className={classes.section} aria-label={t`Titles`}>
      <h3>
        <Trans>Titles</Trans>
      </h3>
      <ul className={classes.titles}>
        {concept.all_titles.map((title) => (
          <li key={title.id}>
            <span>{title.text}</span>
            <small>
              {[
                ...(title.preferred ? [t`preferred`] : []),
                t`seen ${plural({ count: title.count }, { one: "# time", other: "# times" })}`,
              ].join(" · ")}
            </small>
            {edit && concept.all_titles.length > 1 && (
              <Group gap={6} wrap="nowrap">
                {!title.preferred && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t`Prefer ${{ text: title.text }}`}
                    onClick={() => prefer.mutate({ concept: concept.id, title: title.id })}
                  >
                    <Trans>Prefer</Trans>
                  </Button>
                )}
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t`Split off ${{ text: title.text }}`}
                  onClick={() => edit.ask({ do: "split", concept, titles: [title.id] })}
                >
                  <Trans>Split off</Trans>
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
        words: t`“${{ text: added.title.text }}” is a title of “${{ name: concept.name }}” now.`,
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
          aria-label={t`Another title of this concept`}
          placeholder={t`Another title that means the same`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" size="xs" variant="default" loading={add.isPending}>
          <Trans>Add</Trans>
        </Button>
      </Group>
      {add.error && <Refusal error={add.error} />}
    </form>
  );
}

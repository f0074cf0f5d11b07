import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { PlainMarkdown } from "@/components/plain-markdown";
import { sentenceOf } from "@/lib/problem";

import { notesQuery, writeNotes } from "../api/releases";

/** Release notes for the readers: written from the difference until somebody writes them. */
export function NotesPanel({ number, editable }: { number: number; editable: boolean }) {
  const client = useQueryClient();
  const notes = useQuery(notesQuery(number));
  const [draft, setDraft] = useState<string | null>(null);
  const write = useMutation({
    mutationFn: writeNotes,
    onSuccess: () => {
      setDraft(null);
      void client.invalidateQueries({ queryKey: ["releases", number, "notes"] });
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  return (
    <Panel
      title={t`Release notes`}
      aside={
        editable &&
        draft === null &&
        notes.data && (
          <Button size="compact-xs" variant="default" onClick={() => setDraft(notes.data.notes)}>
            <Trans>Edit</Trans>
          </Button>
        )
      }
    >
      {draft === null ? (
        <Bound query={notes}>{(data) => <PlainMarkdown text={data.notes} />}</Bound>
      ) : (
        <>
          <Textarea
            aria-label={t`Release notes, Markdown`}
            autosize
            minRows={8}
            maxRows={24}
            data-autofocus
            value={draft}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Group mt="sm" gap="xs">
            <Button
              size="xs"
              loading={write.isPending}
              onClick={() => write.mutate({ number, notes: draft })}
            >
              <Trans>Save</Trans>
            </Button>
            <Button size="xs" variant="default" onClick={() => setDraft(null)}>
              <Trans>Leave</Trans>
            </Button>
            {notes.data?.edited && (
              <Button
                size="xs"
                variant="subtle"
                onClick={() => write.mutate({ number, notes: "" })}
              >
                <Trans>Write them from the difference</Trans>
              </Button>
            )}
          </Group>
        </>
      )}
    </Panel>
  );
}

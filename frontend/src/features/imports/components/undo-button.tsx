import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Modal, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Facts } from "@/components/facts";
import { Refusal } from "@/components/refusal";
import { count } from "@/lib/format";
import { say } from "@/lib/texts";

import { type ImportRun, type ImportUndo, undoImport, undoPreviewQuery } from "../api/imports";

const LINES: readonly (readonly [keyof ImportUndo, MessageDescriptor])[] = [
  ["titles_removed", msg`Titles that go`],
  ["titles_kept", msg`Titles that stay, for people have made something of them`],
  ["forms_removed", msg`Raw forms that go`],
  ["forms_restored", msg`Raw forms that are as before`],
  ["pairs_removed", msg`Pairs that go; nobody had judged them`],
  ["decisions", msg`Decisions taken back`],
  ["left_alone", msg`Decisions that later ones have overtaken`],
];

/** Take a whole import back, after seeing what that would do. */
export function UndoButton({ run }: { run: ImportRun }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const preview = useQuery({ ...undoPreviewQuery(run.id ?? 0), enabled: open });
  const undo = useMutation({
    mutationFn: undoImport,
    onSuccess: async () => {
      setOpen(false);
      notifications.show({ message: t`The import of ${{ file: run.file }} is taken back.` });
      await client.invalidateQueries();
    },
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t`Take back the import of ${{ file: run.file }}`}
        onClick={() => setOpen(true)}
      >
        <Trans>Take back</Trans>
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={t`Take back the import of ${{ file: run.file }}?`}
      >
        {preview.isError ? (
          <Refusal error={preview.error} />
        ) : (
          <Bound query={preview} lines={4}>
            {(told) => (
              <>
                <Text size="sm" mb="sm">
                  <Trans>
                    All of it is taken back at once, as if the file had never been read. Nothing
                    that people judged or decided is lost.
                  </Trans>
                </Text>
                <Facts
                  of={LINES.filter(([what]) => told[what] !== 0).map(([what, words]) => [
                    say(words),
                    count(told[what] as number),
                  ])}
                />
              </>
            )}
          </Bound>
        )}
        {undo.isError && <Refusal error={undo.error} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={() => setOpen(false)}>
            <Trans>Leave it</Trans>
          </Button>
          <Button
            disabled={!preview.isSuccess}
            loading={undo.isPending}
            onClick={() => run.id !== null && undo.mutate(run.id)}
          >
            <Trans>Take it back</Trans>
          </Button>
        </Group>
      </Modal>
    </>
  );
}

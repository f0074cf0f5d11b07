import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import type { ChainLink, TitleRef } from "@/api/shapes";
import { Chain } from "@/components/chain";
import { Refusal } from "@/components/refusal";
import { makeDecision } from "@/features/decisions/api/decisions";
import { previewQuery } from "@/features/decisions/api/preview";
import { PreviewView } from "@/features/decisions/components/preview-view";
import { Problem } from "@/lib/problem";
import { RelationChooser } from "@/relations/relation-chooser";
import type { Relation } from "@/relations/relations";

import { TitlePicker } from "./title-picker";

interface Props {
  title: TitleRef;
  /** The other title, when it is given and not to be searched. */
  other?: TitleRef;
}

/** A lead's own decision on two titles: see what it would change, then make it. */
export function DecideForm({ title, other: given }: Props) {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<TitleRef | null>(null);
  const [relation, setRelation] = useState<Relation | null>(null);
  const [reason, setReason] = useState("");
  const other = given ?? chosen;
  const isReady = other !== null && relation !== null;
  const seen = useQuery({
    ...previewQuery({ title_a: title.id, title_b: other?.id ?? 0, relation }),
    enabled: isReady,
  });
  const decide = useMutation({
    mutationFn: makeDecision,
    onSuccess: async (decision) => {
      notifications.show({ message: t`Decision ${{ seq: decision.seq }} is in the graph.` });
      setRelation(null);
      setReason("");
      await client.invalidateQueries();
    },
  });
  const chain = decide.error instanceof Problem ? decide.error.document.chain : undefined;

  return (
    <Stack gap="sm">
      {!given && (
        <TitlePicker label={t`“${{ text: title.text }}” is … than`} onChoose={setChosen} />
      )}
      <RelationChooser value={relation} onChange={setRelation} label={t`Relation`} />
      {isReady && seen.data && <PreviewView preview={seen.data} />}
      {seen.error && <Refusal error={seen.error} />}
      {decide.isError && <Refusal error={decide.error} />}
      {Array.isArray(chain) && <Chain links={chain as ChainLink[]} />}
      <Group align="flex-end">
        <TextInput
          style={{ flex: 1 }}
          aria-label={t`Reason`}
          placeholder={t`Reason (kept in the ledger)`}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          disabled={!isReady || seen.data?.refusal !== null}
          loading={decide.isPending}
          onClick={() =>
            isReady && decide.mutate({ title_a: title.id, title_b: other.id, relation, reason })
          }
        >
          <Trans>Decide</Trans>
        </Button>
      </Group>
    </Stack>
  );
}

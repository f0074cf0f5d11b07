import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";

import { type AroundFact, AroundTitle } from "@/components/around-title";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { isForField } from "@/features/annotate/keys/use-keys";
import { previewQuery } from "@/features/decisions/api/preview";
import { PreviewView } from "@/features/decisions/components/preview-view";
import { ago } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { RelationChooser, relationOfKey } from "@/relations/relation-chooser";
import { RelationSentence } from "@/relations/relation-sentence";
import { colourOf, isRelation, type Relation } from "@/relations/relations";

import { adjudicate, type Dispute } from "../api/adjudications";
import { whyHere } from "../why-here";
import classes from "./adjudicate.module.css";

/** One disagreement: every answer side by side, what your word would change, and your word. */
export function DisputeCard({ dispute, active }: { dispute: Dispute; active: boolean }) {
  const client = useQueryClient();
  const { title_a: a, title_b: b } = dispute.pair;
  const around = dispute.graph as { title_a?: AroundFact[]; title_b?: AroundFact[] };
  const isKnown = (around.title_a?.length ?? 0) + (around.title_b?.length ?? 0) > 0;
  const [relation, setRelation] = useState<Relation | null>(null);
  const [reason, setReason] = useState("");
  const [clientKey] = useState(() => crypto.randomUUID());
  const seen = useQuery({
    ...previewQuery({ title_a: a.id, title_b: b.id, relation }),
    enabled: relation !== null,
  });
  const settle = useMutation({
    mutationFn: adjudicate,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["adjudications"] }),
        client.invalidateQueries({ queryKey: ["home"] }),
      ]),
  });
  const decide = () => {
    if (!relation) return;
    settle.mutate({ task_id: dispute.task_id, relation, reason, client_key: clientKey });
  };

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (isForField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = relationOfKey(event.key);
    if (chosen) setRelation(chosen);
    else if (event.key === "Enter" && relation && !(event.target instanceof HTMLButtonElement))
      decide();
  });
  useEffect(() => {
    if (!active) return;
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, [active]);

  return (
    <Panel>
      <div className={classes.dispute}>
        <div className={classes.titles}>
          {a.text}{" "}
          <i>
            <Trans>and</Trans>
          </i>{" "}
          {b.text}
        </div>
        <p className={classes.whyHere}>{whyHere(dispute.answers)}</p>
        <ul className={classes.answers} aria-label={t`Answers`}>
          {dispute.answers.map((answer) => {
            const known = isRelation(answer.relation) ? answer.relation : "unsure";
            return (
              <li key={answer.id} style={{ "--rel": colourOf(known) } as React.CSSProperties}>
                <span>
                  <b>{answer.person}</b> <RelationBadge relation={answer.relation} />{" "}
                  {answer.flagged && <IconFlag size={14} aria-label={t`flagged`} />}
                </span>
                <RelationSentence a={a.text} relation={known} b={b.text} />
                {answer.comment && <q>{answer.comment}</q>}
                <small>{ago(answer.created_at)}</small>
              </li>
            );
          })}
        </ul>
        {isKnown && (
          <ul className={classes.around} aria-label={t`What the graph knows`}>
            <AroundTitle title={a.text} facts={around.title_a ?? []} />
            <AroundTitle title={b.text} facts={around.title_b ?? []} />
          </ul>
        )}
        <RelationChooser value={relation} onChange={setRelation} label={t`Your word`} />
        {relation && seen.data && <PreviewView preview={seen.data} />}
        {seen.error && <Refusal error={seen.error} />}
        <div className={classes.bottom}>
          <TextInput
            aria-label={t`Reason`}
            placeholder={t`Reason, for the people who answered`}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button disabled={!relation} loading={settle.isPending} onClick={decide}>
            <Trans>Settle it</Trans>
          </Button>
        </div>
        {settle.isError && <Refusal error={settle.error} />}
      </div>
    </Panel>
  );
}

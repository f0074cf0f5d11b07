import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Chain } from "@/components/chain";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useWho } from "@/features/session/use-who";
import { settledName, stateName } from "@/lib/codes";
import { momentOf } from "@/lib/format";
import { wordsOf } from "@/lib/texts";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation } from "@/relations/relations";

import { type Conflict, dismissConflict, giveWay } from "../api/conflicts";
import { agree } from "../api/second-yes";
import { ChainPicture } from "./chain-picture";
import classes from "./conflicts.module.css";

const RULES: Record<string, MessageDescriptor> = {
  cycle: msg`would close a circle`,
  inside_concept: msg`two titles of one concept`,
  exclusive: msg`two relations at once`,
  on_path: msg`along a broader path`,
  retired: msg`a title that was retired`,
  second_yes: msg`waits for a second yes`,
};

/** Rules that no edges prove. */
const CHAINLESS = new Set(["second_yes", "retired"]);

/** One decision that contradicts the graph, the proof, and the ways out. */
export function ConflictCard({ conflict }: { conflict: Conflict }) {
  const client = useQueryClient();
  const [reason, setReason] = useState("");
  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["conflicts"] }),
      client.invalidateQueries({ queryKey: ["home"] }),
    ]);
  const resolve = useMutation({ mutationFn: giveWay, onSettled: refresh });
  const dismiss = useMutation({ mutationFn: dismissConflict, onSettled: refresh });
  const second = useMutation({ mutationFn: agree, onSettled: refresh });
  const me = useWho();
  const waits = conflict.rule === "second_yes";
  const isMine = conflict.decision.person?.username === me.username;
  const { decision } = conflict;
  const isOpen = conflict.state === "open";
  const error = resolve.error ?? dismiss.error ?? second.error;

  return (
    <Panel
      title={
        decision.relation && isRelation(decision.relation) ? (
          <RelationSentence
            a={decision.title_a.text}
            relation={decision.relation}
            b={decision.title_b.text}
          />
        ) : (
          `${decision.title_a.text} · ${decision.title_b.text}`
        )
      }
      aside={<small className={classes.rule}>{wordsOf(RULES, conflict.rule)}</small>}
    >
      <div className={classes.card}>
        <div>
          <p className={classes.sentence}>{conflict.sentence}</p>
          {conflict.chain.length > 0 && decision.relation && (
            <ChainPicture
              links={conflict.chain}
              decided={{
                a: decision.title_a.text,
                b: decision.title_b.text,
                relation: decision.relation,
              }}
            />
          )}
          {(conflict.chain.length > 0 || !CHAINLESS.has(conflict.rule)) && (
            <Chain
              links={conflict.chain}
              {...(isOpen
                ? {
                    action: (link) => (
                      <Button
                        size="compact-xs"
                        variant="default"
                        loading={resolve.isPending && resolve.variables.edge === link.edge}
                        onClick={() => resolve.mutate({ id: conflict.id, edge: link.edge })}
                      >
                        <Trans>This edge gives way</Trans>
                      </Button>
                    ),
                  }
                : {})}
            />
          )}
        </div>
        <div className={classes.ways}>
          <small>
            {[
              t`Decision ${{ seq: decision.seq }}`,
              decision.person
                ? t`${{ how: settledName(decision.settled_by) }} by ${{ name: decision.person.username }}`
                : settledName(decision.settled_by),
              ...(decision.model_version ? [t`model ${{ version: decision.model_version }}`] : []),
              momentOf(decision.created_at),
            ].join(", ")}
          </small>
          {isOpen ? (
            <>
              <TextInput
                size="xs"
                aria-label={t`Reason`}
                placeholder={waits ? t`What you looked at` : t`Why the new decision is wrong`}
                value={reason}
                onChange={(event) => setReason(event.currentTarget.value)}
              />
              <Group>
                {waits && (
                  <Button
                    size="xs"
                    disabled={isMine}
                    loading={second.isPending}
                    onClick={() => second.mutate({ id: conflict.id, reason })}
                  >
                    {isMine ? t`Somebody else must agree` : t`Yes, merge it`}
                  </Button>
                )}
                <Button
                  size="xs"
                  variant={waits ? "default" : "filled"}
                  loading={dismiss.isPending}
                  onClick={() => dismiss.mutate({ id: conflict.id, reason })}
                >
                  {waits ? t`No, drop it` : t`The graph is right: drop the decision`}
                </Button>
              </Group>
            </>
          ) : (
            <b>{stateName(conflict.state)}</b>
          )}
          {error && <Refusal error={error} />}
        </div>
      </div>
    </Panel>
  );
}

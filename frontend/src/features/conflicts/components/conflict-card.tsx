import { Button, Group, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Chain } from "@/components/chain";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useWho } from "@/features/session/use-who";
import { momentOf } from "@/lib/format";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation } from "@/relations/relations";

import { type Conflict, dismissConflict, giveWay } from "../api/conflicts";
import { agree } from "../api/second-yes";
import { ChainPicture } from "./chain-picture";
import classes from "./conflicts.module.css";

const RULES: Record<string, string> = {
  cycle: "would close a circle",
  inside_concept: "two titles of one concept",
  exclusive: "two relations at once",
  on_path: "along a broader path",
  retired: "a title that was retired",
  second_yes: "waits for a second yes",
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
      aside={<small className={classes.rule}>{RULES[conflict.rule] ?? conflict.rule}</small>}
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
                        This edge gives way
                      </Button>
                    ),
                  }
                : {})}
            />
          )}
        </div>
        <div className={classes.ways}>
          <small>
            Decision {decision.seq}, {decision.settled_by}
            {decision.person ? ` by ${decision.person.username}` : ""}
            {decision.model_version ? `, model ${decision.model_version}` : ""},{" "}
            {momentOf(decision.created_at)}
          </small>
          {isOpen ? (
            <>
              <TextInput
                size="xs"
                aria-label="Reason"
                placeholder={waits ? "What you looked at" : "Why the new decision is wrong"}
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
                    {isMine ? "Somebody else must agree" : "Yes, merge it"}
                  </Button>
                )}
                <Button
                  size="xs"
                  variant={waits ? "default" : "filled"}
                  loading={dismiss.isPending}
                  onClick={() => dismiss.mutate({ id: conflict.id, reason })}
                >
                  {waits ? "No, drop it" : "The graph is right: drop the decision"}
                </Button>
              </Group>
            </>
          ) : (
            <b>{conflict.state}</b>
          )}
          {error && <Refusal error={error} />}
        </div>
      </div>
    </Panel>
  );
}

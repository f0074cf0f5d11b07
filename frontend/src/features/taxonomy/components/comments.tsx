import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Textarea } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { LoadMore } from "@/components/load-more";
import { Refusal } from "@/components/refusal";
import { useWho } from "@/features/session/use-who";
import { ago, momentOf } from "@/lib/format";

import { commentsQuery, say, withdraw } from "../api/attention";
import classes from "./taxonomy.module.css";

/** What people say about a concept. */
export function Comments({ concept }: { concept: number }) {
  const client = useQueryClient();
  const who = useWho();
  const comments = useInfiniteQuery(commentsQuery(concept));
  const [text, setText] = useState("");
  // The same until it has arrived, so that a second try says nothing twice.
  const [key, setKey] = useState(() => crypto.randomUUID());
  const refresh = () => client.invalidateQueries({ queryKey: ["taxonomy"] });
  const speak = useMutation({
    mutationFn: say,
    onSuccess: async () => {
      setText("");
      setKey(crypto.randomUUID());
      await refresh();
    },
  });
  const takeBack = useMutation({ mutationFn: withdraw, onSettled: refresh });
  return (
    <>
      <form
        className={classes.say}
        onSubmit={(event) => {
          event.preventDefault();
          if (text.trim()) speak.mutate({ concept, text, client_key: key });
        }}
      >
        <Textarea
          aria-label={t`Comment`}
          placeholder={t`A question, a source, a reason`}
          autosize
          minRows={2}
          maxLength={4_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button
          type="submit"
          size="compact-sm"
          variant="default"
          disabled={text.trim() === ""}
          loading={speak.isPending}
        >
          <Trans>Comment</Trans>
        </Button>
      </form>
      {(speak.error ?? takeBack.error) && <Refusal error={speak.error ?? takeBack.error} />}
      <Bound query={comments} lines={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p className={classes.quiet}>
              <Trans>Nobody has said anything yet.</Trans>
            </p>
          ) : (
            <ul className={classes.entries} aria-label={t`Comments`}>
              {rows.map((comment) => (
                <li key={comment.id}>
                  <header>
                    <b>{comment.person}</b>
                    <time dateTime={comment.at} title={momentOf(comment.at)}>
                      {ago(comment.at)}
                    </time>
                    {comment.person === who.username && (
                      <Button
                        size="compact-xs"
                        variant="default"
                        onClick={() => takeBack.mutate(comment.id)}
                      >
                        <Trans>Withdraw</Trans>
                      </Button>
                    )}
                  </header>
                  <p>{comment.text}</p>
                </li>
              ))}
            </ul>
          )
        }
      </Bound>
      <LoadMore query={comments} />
    </>
  );
}

import { plural, t } from "@lingui/core/macro";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { revertChangeSet } from "@/features/decisions/api/decisions";
import { count } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { type ReviewItem, type ReviewProblem, reviewProposals } from "./api/review-proposals";
import { clearMarks, type Marks } from "./marks";

interface Applied {
  changeSet: number;
  proposals: number[];
}

/**
 * Marks, sending them, what was refused, and taking the last bulk back.
 *
 * What is settled stays where it stood, dimmed, until the page is left: cards must not jump under the hand.
 */
export function useReview() {
  const client = useQueryClient();
  const [marks, setMarks] = useState<Marks>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<number, ReviewProblem>>(new Map());
  const [settled, setSettled] = useState<ReadonlyMap<number, string>>(new Map());
  const [applied, setApplied] = useState<Applied[]>([]);

  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["home"] }),
      client.invalidateQueries({ queryKey: ["decisions"] }),
      client.invalidateQueries({ queryKey: ["proposals"], refetchType: "none" }),
    ]);
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: sentenceOf(error) });

  const send = useMutation({
    mutationFn: (items: ReviewItem[]) => reviewProposals(items),
    onSuccess: ({ change_set, results }, items) => {
      const refused = results.filter((result) => result.problem);
      const done = results.filter((result) => !result.problem);
      setSettled(
        (old) => new Map([...old, ...done.map((one) => [one.proposal_id, one.state] as const)]),
      );
      setProblems((old) => {
        const next = new Map(old);
        for (const one of done) next.delete(one.proposal_id);
        for (const one of refused) if (one.problem) next.set(one.proposal_id, one.problem);
        return next;
      });
      const sent = items.map((item) => item.proposal_id);
      setMarks((old) => clearMarks(old, sent));
      const proposals = done.map((one) => one.proposal_id);
      setApplied((old) => [...old, { changeSet: change_set, proposals }]);
      notifications.show({
        color: refused.length > 0 ? "yellow" : "gray",
        message:
          refused.length > 0
            ? t`${plural({ done: done.length }, { one: "# proposal", other: "# proposals" })} settled, ${{ refused: count(refused.length) }} refused: see why below. Z takes it back.`
            : t`${plural({ done: done.length }, { one: "# proposal", other: "# proposals" })} settled. Z takes it back.`,
      });
      void refresh();
    },
    onError,
  });

  const takeBack = useMutation({
    mutationFn: ({ changeSet }: Applied) => revertChangeSet(changeSet),
    onSuccess: (_, { changeSet, proposals }) => {
      setApplied((old) => old.filter((one) => one.changeSet !== changeSet));
      setSettled((old) => new Map([...old].filter(([id]) => !proposals.includes(id))));
      notifications.show({
        message: t`${plural({ proposals: proposals.length }, { one: "# verdict", other: "# verdicts" })} taken back.`,
      });
      void refresh();
    },
    onError,
  });

  const undoLast = () => {
    const last = applied.at(-1);
    if (last && !takeBack.isPending) takeBack.mutate(last);
  };

  return {
    marks,
    setMarks,
    problems,
    settled,
    send: send.mutate,
    isSending: send.isPending,
    undoLast,
  };
}

export type Review = ReturnType<typeof useReview>;

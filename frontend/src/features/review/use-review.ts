import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { revertChangeSet } from "@/features/decisions/api/decisions";
import { counted } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import { type ReviewItem, type ReviewProblem, reviewProposals } from "./api/review-proposals";
import { clearMarks, type Marks } from "./marks";

/** Marks, sending them, what was refused, and taking the last bulk back. */
export function useReview() {
  const client = useQueryClient();
  const [marks, setMarks] = useState<Marks>(new Map());
  const [problems, setProblems] = useState<ReadonlyMap<number, ReviewProblem>>(new Map());
  const [settled, setSettled] = useState<ReadonlyMap<number, string>>(new Map());
  const [changeSets, setChangeSets] = useState<number[]>([]);

  const refresh = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: ["proposals"] }),
      client.invalidateQueries({ queryKey: ["home"] }),
      client.invalidateQueries({ queryKey: ["decisions"] }),
    ]);

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
      setMarks((old) =>
        clearMarks(
          old,
          items.map((item) => item.proposal_id),
        ),
      );
      setChangeSets((old) => [...old, change_set]);
      const refusedWords = refused.length > 0 ? `, ${counted(refused.length, "one")} refused` : "";
      notifications.show({
        color: refused.length > 0 ? "yellow" : "gray",
        message: `${counted(done.length, "proposal")} settled${refusedWords}. Z takes it back.`,
      });
      void refresh();
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });

  const takeBack = useMutation({
    mutationFn: revertChangeSet,
    onSuccess: (reverted, number) => {
      setChangeSets((old) => old.filter((one) => one !== number));
      setSettled(new Map());
      notifications.show({ message: `${counted(reverted.decisions, "decision")} taken back.` });
      void refresh();
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });

  const undoLast = () => {
    const last = changeSets.at(-1);
    if (last !== undefined && !takeBack.isPending) takeBack.mutate(last);
  };

  return {
    marks,
    setMarks,
    problems,
    settled,
    send: send.mutate,
    isSending: send.isPending,
    undoLast,
    canUndo: changeSets.length > 0,
  };
}

export type Review = ReturnType<typeof useReview>;

import { Trans } from "@lingui/react/macro";
import { useMutation } from "@tanstack/react-query";

import { Refusal } from "@/components/refusal";
import { Legend } from "@/features/annotate/components/legend";
import { PairDisplay } from "@/features/annotate/components/pair-display";
import type { Action } from "@/features/annotate/keys/key-map";
import { useKeyMap, useKeys } from "@/features/annotate/keys/use-keys";
import { RelationHelp } from "@/relations/relation-help";
import { isRelation, type Judgement } from "@/relations/relations";

import { answerPractice, type PracticeItem } from "../api/practice";
import { Feedback } from "./feedback";

interface Props {
  round: number;
  item: PracticeItem;
  onNext: (answered: PracticeItem) => void;
}

/** One question of a round, with the keys of the desk, and what is settled once it is answered. */
export function PracticeQuestion({ round, item, onNext }: Props) {
  const [keys] = useKeyMap();
  const answer = useMutation({ mutationFn: answerPractice });
  const told = answer.data;
  const decide = (relation: Judgement) => {
    if (!answer.isPending && !told) answer.mutate({ round, place: item.place, relation });
  };
  useKeys(keys, (action: Action) => {
    if (isRelation(action) || action === "unsure") decide(action);
  });
  return (
    <>
      <p className="visually-hidden" aria-live="polite">
        <Trans>
          What is {{ text: item.pair.title_a.text }} to {{ titleBText: item.pair.title_b.text }}?
        </Trans>
      </p>
      <PairDisplay
        task={{ id: item.place, pair: item.pair, highlights: item.highlights }}
        swapped={false}
      />
      {answer.isError && <Refusal error={answer.error} />}
      {told && (
        <Feedback
          item={item}
          said={told.answer}
          settled={told.relation}
          onNext={() => onNext({ ...item, answer: told.answer, relation: told.relation })}
        />
      )}
      <Legend
        keys={keys}
        first={item.pair.title_a.text}
        second={item.pair.title_b.text}
        onChoose={decide}
        pressed={told?.answer ?? null}
      />
      {!told && <RelationHelp />}
    </>
  );
}

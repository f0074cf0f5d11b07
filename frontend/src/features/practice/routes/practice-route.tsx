import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { say } from "@/lib/texts";
import { RelationHelp } from "@/relations/relation-help";

import { type Practice, practiceQuery, type PracticeItem, startPractice } from "../api/practice";
import classes from "../components/practice.module.css";
import { PracticeQuestion } from "../components/question";
import { Summary } from "../components/summary";

const STATES = {
  right: msg`as settled`,
  other: msg`otherwise than settled`,
  now: msg`now`,
  open: msg`still to come`,
} as const;

function stateOf(item: PracticeItem, now: number | undefined): keyof typeof STATES {
  if (item.answer) return item.answer === item.relation ? "right" : "other";
  return item.place === now ? "now" : "open";
}

export default function PracticeRoute() {
  const client = useQueryClient();
  const practice = useQuery({ ...practiceQuery, refetchOnWindowFocus: false });
  const put = (change: (old: Practice) => Practice) =>
    client.setQueryData(practiceQuery.queryKey, (old) => old && change(old));
  const start = useMutation({
    mutationFn: startPractice,
    onSuccess: (round) => put((old) => ({ ...old, under_way: round })),
  });

  const next = (answered: PracticeItem) =>
    put((old) => {
      if (!old.under_way) return old;
      const items = old.under_way.items.map((item) =>
        item.place === answered.place ? answered : item,
      );
      const round = {
        ...old.under_way,
        items,
        answered: items.filter((item) => item.answer).length,
        right: items.filter((item) => item.answer && item.answer === item.relation).length,
      };
      return round.answered < round.asked
        ? { ...old, under_way: round }
        : { under_way: null, last: { ...round, finished_at: new Date().toISOString() } };
    });

  return (
    <Page
      title={t`Practice`}
      lead={t`Three minutes on pairs whose answer is known. Nothing of it counts as an annotation.`}
    >
      <Bound query={practice}>
        {({ under_way: round, last }) => {
          const item = round?.items.find(({ answer }) => !answer);
          if (round && item) {
            return (
              <>
                <ol
                  className={classes.steps}
                  aria-label={t`Question ${{ place: item.place + 1 }} of ${{ asked: round.asked }}`}
                >
                  {round.items.map((one) => (
                    <li key={one.place} data-state={stateOf(one, item.place)}>
                      <span className="visually-hidden">
                        {say(STATES[stateOf(one, item.place)])}
                      </span>
                    </li>
                  ))}
                </ol>
                <PracticeQuestion key={item.place} round={round.id} item={item} onNext={next} />
              </>
            );
          }
          if (last) {
            return (
              <>
                {start.isError && <Refusal error={start.error} />}
                <Summary round={last} isStarting={start.isPending} onAgain={() => start.mutate()} />
              </>
            );
          }
          return (
            <>
              <Panel>
                <EmptyState
                  title={t`What is the first title to the second?`}
                  action={
                    <Button autoFocus loading={start.isPending} onClick={() => start.mutate()}>
                      <Trans>Begin</Trans>
                    </Button>
                  }
                >
                  <Trans>
                    You see two titles and press the key of the relation between them. After each
                    answer stands what is settled, and why. The relations stay in sight.
                  </Trans>
                </EmptyState>
                {start.isError && <Refusal error={start.error} />}
              </Panel>
              <RelationHelp />
            </>
          );
        }}
      </Bound>
    </Page>
  );
}

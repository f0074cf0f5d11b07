import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useState } from "react";

import { Panel } from "@/components/panel";

import type { Proposal } from "../api/proposals";
import { clearMarks, itemsOf, type Mark, markAll, tally, toggleMark } from "../marks";
import type { Review } from "../use-review";
import { useReviewKeys } from "../use-review-keys";
import { BulkPreview } from "./bulk-preview";
import { ProposalRow } from "./proposal-row";
import classes from "./review.module.css";
import { SidePanel } from "./side-panel";

/** Marks up to which they are applied without a look at all of them. */
const LOOK_FIRST = 20;

export interface Card {
  key: string;
  heading: React.ReactNode;
  proposals: Proposal[];
}

interface Props {
  cards: Card[];
  review: Review;
  more: React.ReactNode;
}

/** Cards of proposals at the left, everything about the one at hand at the right. */
export function ReviewBoard({ cards, review, more }: Props) {
  const { marks, setMarks, settled, problems } = review;
  const rows = cards.flatMap((card) => card.proposals.map((proposal) => ({ card, proposal })));
  const [previewed, setPreviewed] = useState<string | null>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const keyOf = (row: (typeof rows)[number]) => `${row.card.key}:${row.proposal.id}`;
  const found = rows.findIndex((row) => keyOf(row) === activeKey);
  const index = Math.max(0, found);
  const active = rows[index];

  const go = (to: number) => {
    const row = rows[Math.min(Math.max(to, 0), rows.length - 1)];
    if (row) setActiveKey(keyOf(row));
  };
  const idsOf = (card: Card) =>
    card.proposals.map((proposal) => proposal.id).filter((id) => !settled.has(id));
  const mark = (mark: Mark) => {
    if (!active || settled.has(active.proposal.id)) {
      go(index + 1);
      return;
    }
    setMarks((old) => toggleMark(old, active.proposal.id, mark));
    if (mark.verdict !== "change") go(index + 1);
  };
  const apply = (card: Card | undefined) => {
    if (!card || review.isSending) return;
    const items = itemsOf(marks, idsOf(card));
    if (items.length === 0) return;
    review.send(items);
    const sent = new Set(items.map((item) => item.proposal_id));
    const isOpen = ({ proposal }: (typeof rows)[number]) =>
      !sent.has(proposal.id) && !settled.has(proposal.id);
    const first = rows.findIndex((row) => row.card === card);
    const next = rows.findIndex((row, place) => place >= first && isOpen(row));
    if (next >= 0) go(next);
  };

  /** Many at once are looked at before they are applied. */
  const applyOrLook = (card: Card | undefined) => {
    if (card && itemsOf(marks, idsOf(card)).length > LOOK_FIRST) setPreviewed(card.key);
    else apply(card);
  };
  const looked = cards.find((card) => card.key === previewed);

  useReviewKeys({
    move: (step) => go(index + step),
    keep: () => mark({ verdict: "accept" }),
    drop: () => mark({ verdict: "reject" }),
    keepAll: () =>
      active && setMarks((old) => markAll(old, idsOf(active.card), { verdict: "accept" })),
    dropAll: () =>
      active && setMarks((old) => markAll(old, idsOf(active.card), { verdict: "reject" })),
    change: (relation) =>
      mark(
        relation === active?.proposal.relation
          ? { verdict: "accept" }
          : { verdict: "change", relation },
      ),
    dropFor: (why) => mark({ verdict: "reject", why_not: why }),
    preview: () => active && setPreviewed(active.card.key),
    apply: () => applyOrLook(active?.card),
    clear: () => active && setMarks((old) => clearMarks(old, idsOf(active.card))),
    undo: review.undoLast,
  });

  return (
    <div className={classes.board}>
      {looked && (
        <BulkPreview
          items={itemsOf(marks, idsOf(looked))}
          proposals={looked.proposals}
          pending={review.isSending}
          onClose={() => setPreviewed(null)}
          onUnmark={(ids) => setMarks((old) => clearMarks(old, ids))}
          onApply={() => {
            setPreviewed(null);
            apply(looked);
          }}
        />
      )}
      <div className={classes.cards}>
        {cards.map((card) => {
          const ids = idsOf(card);
          const { keep, drop } = tally(marks, ids);
          const isActive = active?.card === card;
          return (
            <Panel
              key={card.key}
              title={card.heading}
              flush
              className={isActive ? classes.activeCard : undefined}
              aside={
                <span className={classes.cardActions}>
                  {keep + drop > 0 && (
                    <small>
                      <Trans>
                        {keep} kept, {drop} dropped
                      </Trans>
                    </small>
                  )}
                  <Button.Group>
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={ids.length === 0}
                      onClick={() => setMarks((old) => markAll(old, ids, { verdict: "accept" }))}
                    >
                      <Trans>Keep all</Trans>
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={ids.length === 0}
                      onClick={() => setMarks((old) => markAll(old, ids, { verdict: "reject" }))}
                    >
                      <Trans>Drop all</Trans>
                    </Button>
                  </Button.Group>
                  <Button
                    size="compact-xs"
                    variant="default"
                    disabled={keep + drop === 0}
                    onClick={() => setPreviewed(card.key)}
                  >
                    <Trans>Preview</Trans>
                  </Button>
                  <Button
                    size="compact-xs"
                    disabled={keep + drop === 0}
                    loading={review.isSending && isActive}
                    onClick={() => applyOrLook(card)}
                  >
                    {keep + drop > 0
                      ? t`Apply ${plural({ verdicts: keep + drop }, { one: "# verdict", other: "# verdicts" })}`
                      : t`Apply`}
                  </Button>
                </span>
              }
            >
              <ul className={classes.rows}>
                {card.proposals.map((proposal) => {
                  const key = `${card.key}:${proposal.id}`;
                  return (
                    <ProposalRow
                      key={key}
                      proposal={proposal}
                      active={active !== undefined && keyOf(active) === key}
                      mark={marks.get(proposal.id)}
                      settled={settled.get(proposal.id)}
                      problem={problems.get(proposal.id)}
                      onActivate={() => setActiveKey(key)}
                      onMark={(next) => {
                        setActiveKey(key);
                        setMarks((old) => toggleMark(old, proposal.id, next));
                      }}
                    />
                  );
                })}
              </ul>
            </Panel>
          );
        })}
        {more}
      </div>
      {active && (
        <SidePanel
          key={active.proposal.id}
          proposal={active.proposal}
          mark={marks.get(active.proposal.id)}
          onMark={(next) => setMarks((old) => toggleMark(old, active.proposal.id, next))}
        />
      )}
    </div>
  );
}

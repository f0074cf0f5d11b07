import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useEffect, useRef } from "react";

import { Chain } from "@/components/chain";
import { TitleText } from "@/components/title-text";
import { stateName } from "@/lib/codes";
import { count } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { relationName } from "@/relations/relations";

import type { Proposal } from "../api/proposals";
import type { ReviewProblem } from "../api/review-proposals";
import { type Mark, whyNotOf } from "../marks";
import { whyNotWords } from "../why-not";
import classes from "./review.module.css";
import { Score } from "./score";

interface Props {
  proposal: Proposal;
  active: boolean;
  mark: Mark | undefined;
  settled: string | undefined;
  problem: ReviewProblem | undefined;
  onActivate: () => void;
  onMark: (mark: Mark) => void;
}

function effectWords(effect: number): string {
  return effect === 0
    ? t`Keeping it would change nothing, or contradict the graph`
    : t`Keeping it would change ${plural(effect, { one: "# statement", other: "# statements" })} in the graph`;
}

/** One proposal on one line: keep, drop, and what is proposed. */
export function ProposalRow({
  proposal,
  active,
  mark,
  settled,
  problem,
  onActivate,
  onMark,
}: Props) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (active) row.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  const { pair } = proposal;
  const relation = mark?.verdict === "change" ? mark.relation : proposal.relation;
  const why = whyNotOf(mark);
  const name = `${pair.title_a.text} ${relationName(proposal.relation)} ${pair.title_b.text}`;

  return (
    <li
      ref={row}
      className={classes.row}
      data-active={active || undefined}
      data-mark={settled ?? mark?.verdict}
      data-proposal={proposal.id}
    >
      <div className={classes.rowLine}>
        <span className={classes.verdicts}>
          <button
            type="button"
            aria-label={t`Keep: ${name}`}
            aria-pressed={mark?.verdict === "accept" || mark?.verdict === "change"}
            disabled={settled !== undefined}
            onClick={() => onMark({ verdict: "accept" })}
          >
            ✓
          </button>
          <button
            type="button"
            aria-label={t`Drop: ${name}`}
            aria-pressed={mark?.verdict === "reject"}
            disabled={settled !== undefined}
            onClick={() => onMark({ verdict: "reject" })}
          >
            ✕
          </button>
        </span>
        <button
          type="button"
          className={classes.rowPair}
          onClick={onActivate}
          aria-current={active}
        >
          <TitleText>{pair.title_a.text}</TitleText>
          <RelationBadge relation={relation} />
          <TitleText>{pair.title_b.text}</TitleText>
          {why && (
            <small>
              <Trans>dropped: {{ why: whyNotWords(why) }}</Trans>
            </small>
          )}
          {mark?.verdict === "change" && (
            <small>
              <Trans>changed from {{ relation: relationName(proposal.relation) }}</Trans>
            </small>
          )}
        </button>
        {settled ? (
          <small className={classes.settled}>{stateName(settled)}</small>
        ) : (
          <span className={classes.figures}>
            {proposal.effect !== null && (
              <small className={classes.effect} title={effectWords(proposal.effect)}>
                <span aria-hidden="true">
                  {proposal.effect === 0 ? "–" : `+${count(proposal.effect)}`}
                </span>
                <span className="visually-hidden">{effectWords(proposal.effect)}</span>
              </small>
            )}
            <Score value={proposal.score} />
          </span>
        )}
      </div>
      {problem && (
        <div className={classes.problem} role="alert">
          <p>{problem.detail}</p>
          {problem.chain && problem.chain.length > 0 && <Chain links={problem.chain} />}
        </div>
      )}
    </li>
  );
}

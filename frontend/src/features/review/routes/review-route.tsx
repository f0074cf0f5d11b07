import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { NumberInput, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { KeyLine } from "@/components/key-line";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { SecondYesNotice } from "@/features/conflicts/components/second-yes-notice";
import { count } from "@/lib/format";
import { say } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";
import { type Relation, relationChoices, RELATIONS } from "@/relations/relations";

import { type Proposal, proposalGroupsQuery, proposalsQuery, tallyQuery } from "../api/proposals";
import { ReviewBoard } from "../components/review-board";
import classes from "../components/review.module.css";
import { type Review, useReview } from "../use-review";
import { REVIEW_KEYS } from "../use-review-keys";

function Nothing() {
  return (
    <Panel>
      <EmptyState
        title={t`No proposals wait`}
        action={
          <Link to="/models">
            <Trans>Go to Models</Trans>
          </Link>
        }
      >
        <Trans>
          A promoted model proposes edges among the candidates: open its page under Models and let
          it propose. Another filter may also show more.
        </Trans>
      </EmptyState>
    </Panel>
  );
}

function ByTitle({ review, q, relation }: { review: Review; q: string; relation: string }) {
  const groups = useInfiniteQuery(proposalGroupsQuery({ q, relation }));
  return (
    <Bound query={groups} lines={8}>
      {(rows) =>
        rows.length === 0 ? (
          <Nothing />
        ) : (
          <ReviewBoard
            review={review}
            more={<LoadMore query={groups} />}
            cards={rows.map((group) => ({
              key: String(group.title.id),
              heading: (
                <span className={classes.headTitle}>
                  {group.title.text}
                  <small>
                    <Trans>
                      {{ proposed: count(group.count) }} proposed · seen{" "}
                      {{ seen: count(group.title.count) }}
                    </Trans>
                  </small>
                </span>
              ),
              proposals: group.proposals,
            }))}
          />
        )
      }
    </Bound>
  );
}

const HEADINGS = {
  score: msg`Highest score first`,
  effect: msg`Largest change in the graph first`,
  family: msg`Family by family`,
  lot: msg`The random sample, in the order of the draw: leave none out`,
} as const;

const ORDER_OF: Record<string, keyof typeof HEADINGS> = {
  effect: "effect",
  family: "family",
  sample: "lot",
};

interface ListProps {
  review: Review;
  order: keyof typeof HEADINGS;
  q: string;
  relation: string;
  minScore: number;
  family: string | null;
}

/** Consecutive proposals of one family as a card each. */
function familyCards(rows: Proposal[]) {
  const cards: { key: string; heading: string; proposals: Proposal[] }[] = [];
  for (const proposal of rows) {
    const last = cards.at(-1);
    const key = `family ${proposal.family}`;
    if (last?.key === key) last.proposals.push(proposal);
    else
      cards.push({ key, heading: proposal.family || t`Of no family yet`, proposals: [proposal] });
  }
  return cards;
}

const STORED: Relation[] = ["synonym", "broader", "senior", "related", "unrelated"];

/** One relation after the other, each with how many wait. */
function RelationKinds({
  chosen,
  onChoose,
}: {
  chosen: string;
  onChoose: (relation: Relation) => void;
}) {
  const tally = useQuery(tallyQuery);
  const counts = new Map((tally.data?.relations ?? []).map((row) => [row.name, row.count]));
  return (
    <div className={classes.kinds} role="group" aria-label={t`Which relation`}>
      {STORED.map((relation) => (
        <button
          key={relation}
          type="button"
          aria-pressed={chosen === relation}
          onClick={() => onChoose(relation)}
        >
          <RelationBadge relation={relation} /> {count(counts.get(relation) ?? 0)}
        </button>
      ))}
    </div>
  );
}

function FamilySelect({
  value,
  onChange,
}: {
  value: string | null;
  onChange: (family: string | null) => void;
}) {
  const tally = useQuery(tallyQuery);
  const named = (tally.data?.families ?? []).filter((row) => row.name !== "");
  if (named.length === 0 && value === null) return null;
  return (
    <Select
      aria-label={t`Family`}
      placeholder={t`All families`}
      clearable
      searchable
      w={210}
      data={named.map((row) => ({ value: row.name, label: `${row.name} (${count(row.count)})` }))}
      value={value}
      onChange={onChange}
    />
  );
}

function AsList({ review, order, q, relation, minScore, family }: ListProps) {
  const list = useInfiniteQuery(
    proposalsQuery({
      order,
      q,
      relation,
      ...(minScore > 0 ? { min_score: minScore } : {}),
      ...(order === "lot" ? { sample: true } : {}),
      ...(family === null ? {} : { family }),
    }),
  );
  return (
    <Bound query={list} lines={8}>
      {(rows) =>
        rows.length === 0 ? (
          <Nothing />
        ) : (
          <ReviewBoard
            review={review}
            more={<LoadMore query={list} />}
            cards={
              order === "family"
                ? familyCards(rows)
                : [{ key: "list", heading: say(HEADINGS[order]), proposals: rows }]
            }
          />
        )
      }
    </Bound>
  );
}

export default function ReviewRoute() {
  const review = useReview();
  const [search, setSearch] = useSearchParams();
  const by = search.get("by") ?? "title";
  const q = search.get("q") ?? "";
  const relation = search.get("relation") ?? "";
  const family = search.get("family");
  const minScore = Number(search.get("min_score") ?? 0);
  const [settledQ] = useDebouncedValue(q, 200);
  const set = (name: string, value: string | null) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );

  return (
    <Page
      title={t`Review`}
      lead={t`What the model proposes. Keep what is right, drop what is not; nothing reaches the graph before you apply it.`}
      actions={<KeyLine keys={REVIEW_KEYS} />}
    >
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={t`Arranged`}
          value={by}
          onChange={(value) => set("by", value)}
          data={[
            { value: "title", label: t`By title` },
            { value: "relation", label: t`By relation` },
            { value: "family", label: t`By family` },
            { value: "score", label: t`By score` },
            { value: "effect", label: t`By effect` },
            { value: "sample", label: t`Sample` },
          ]}
        />
        <TextInput
          aria-label={t`Search in titles`}
          placeholder={t`Search in titles`}
          value={q}
          onChange={(event) => set("q", event.currentTarget.value)}
        />
        {by !== "relation" && (
          <Select
            aria-label={t`Relation`}
            placeholder={t`All relations`}
            clearable
            w={180}
            data={relationChoices(RELATIONS)}
            value={relation || null}
            onChange={(value) => set("relation", value)}
          />
        )}
        {by !== "title" && by !== "sample" && (
          <FamilySelect value={family} onChange={(value) => set("family", value)} />
        )}
        {by !== "title" && by !== "sample" && (
          <NumberInput
            aria-label={t`Lowest score`}
            placeholder={t`Lowest score`}
            w={130}
            min={0}
            max={1}
            step={0.05}
            decimalScale={2}
            value={minScore || ""}
            onChange={(value) => set("min_score", value ? String(value) : null)}
          />
        )}
      </div>
      <SecondYesNotice />
      {by === "relation" && (
        <RelationKinds chosen={relation || "synonym"} onChoose={(one) => set("relation", one)} />
      )}
      {by === "title" ? (
        <ByTitle review={review} q={settledQ} relation={relation} />
      ) : (
        <AsList
          review={review}
          key={by === "relation" ? relation : by}
          order={ORDER_OF[by] ?? "score"}
          q={settledQ}
          relation={by === "relation" ? relation || "synonym" : relation}
          minScore={by === "sample" ? 0 : minScore}
          family={by === "sample" ? null : family}
        />
      )}
    </Page>
  );
}

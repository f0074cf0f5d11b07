import { plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { Chain } from "@/components/chain";
import { count } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { RelationSentence } from "@/relations/relation-sentence";
import type { Relation } from "@/relations/relations";

import type { Proposal } from "../api/proposals";
import { previewReview, type Rehearsed, type ReviewItem } from "../api/review-proposals";
import classes from "./review.module.css";

/** So many are tried at once. */
const MOST = 200;

interface Props {
  items: ReviewItem[];
  proposals: Proposal[];
  pending: boolean;
  onClose: () => void;
  onUnmark: (ids: number[]) => void;
  onApply: () => void;
}

/** What all the marks of a card would do together, before they are applied. */
export function BulkPreview({ items, proposals, pending, onClose, onUnmark, onApply }: Props) {
  const tried = items.slice(0, MOST);
  const seen = useQuery({
    queryKey: ["proposals", "preview", tried],
    queryFn: () => previewReview(tried),
    gcTime: 0,
  });
  return (
    <Modal
      opened
      size="lg"
      onClose={onClose}
      title={t`What ${plural({ items: items.length }, { one: "# verdict", other: "# verdicts" })} would do`}
    >
      <Bound query={seen} lines={4}>
        {({ results }) => (
          <Told items={items} proposals={proposals} results={results} onUnmark={onUnmark} />
        )}
      </Bound>
      <Group mt="md">
        <Button data-autofocus loading={pending} disabled={items.length === 0} onClick={onApply}>
          <Trans>
            Apply <Plural value={{ items: items.length }} one="# verdict" other="# verdicts" />
          </Trans>
        </Button>
        <Button variant="default" onClick={onClose}>
          <Trans>Not yet</Trans>
        </Button>
      </Group>
    </Modal>
  );
}

function Told({
  items,
  proposals,
  results,
  onUnmark,
}: Pick<Props, "items" | "proposals" | "onUnmark"> & { results: Rehearsed[] }) {
  const byId = new Map(proposals.map((proposal) => [proposal.id, proposal]));
  const relationOf = (item: ReviewItem): Relation | undefined =>
    item.verdict === "change" ? (item.relation ?? undefined) : byId.get(item.proposal_id)?.relation;
  const kept = new Map<Relation, number>();
  for (const item of items) {
    const relation = item.verdict === "reject" ? undefined : relationOf(item);
    if (relation) kept.set(relation, (kept.get(relation) ?? 0) + 1);
  }
  const dropped = items.filter((item) => item.verdict === "reject").length;
  const statements = results.reduce((sum, one) => sum + one.effect, 0);
  const refused = results.filter((one) => one.refusal !== "");
  return (
    <div className={classes.bulk}>
      <ul>
        {[...kept].map(([relation, many]) => (
          <li key={relation}>
            <Trans>
              <RelationBadge relation={relation} />{" "}
              <Plural value={many} one="# proposal" other="# proposals" /> kept
            </Trans>
          </li>
        ))}
        {dropped > 0 && (
          <li>
            <Trans>
              <Plural value={dropped} one="# proposal" other="# proposals" /> dropped
            </Trans>
          </li>
        )}
      </ul>
      <p>
        <Trans>
          <Plural value={statements} one="# statement" other="# statements" /> in the graph would be
          new or hold no more.
        </Trans>
        {items.length > results.length && (
          <>
            {" "}
            <Trans>
              Tried were the first {{ tried: count(results.length) }}; the others go through the
              ledger and wait as conflicts where they do not fit.
            </Trans>
          </>
        )}
      </p>
      {refused.length > 0 && (
        <section aria-label={t`Would be refused`}>
          <h3>
            <Trans>
              <Plural value={{ refused: refused.length }} one="# verdict" other="# verdicts" />{" "}
              would be refused
            </Trans>{" "}
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onUnmark(refused.map((one) => one.proposal_id))}
            >
              <Trans>Leave them open</Trans>
            </Button>
          </h3>
          {refused.map((one) => {
            const proposal = byId.get(one.proposal_id);
            const item = items.find((other) => other.proposal_id === one.proposal_id);
            const relation = item && relationOf(item);
            return (
              <div key={one.proposal_id} className={classes.problem}>
                {proposal && relation && (
                  <RelationSentence
                    a={proposal.pair.title_a.text}
                    relation={relation}
                    b={proposal.pair.title_b.text}
                  />
                )}
                <p>{one.refusal}</p>
                {one.chain.length > 0 && <Chain links={one.chain} />}
              </div>
            );
          })}
        </section>
      )}
    </div>
  );
}

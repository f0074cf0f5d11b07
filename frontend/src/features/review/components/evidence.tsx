import { ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { AroundTitle } from "@/components/around-title";
import { decimals, percent } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import type { Proposal, Weighted } from "../api/proposals";
import { lexicalWords } from "../lexical-words";
import classes from "./review.module.css";

/** A title with its words inked by how much they mattered for the proposal. */
function Inked({ words, whole }: { words: Weighted[] | undefined; whole: string }) {
  if (!words || words.length === 0) return <span className={classes.inked}>{whole}</span>;
  const most = Math.max(...words.map((word) => Math.abs(word.weight)), 1e-9);
  return (
    <span className={classes.inked}>
      {words.map((word, index) => {
        const strength = Math.round((Math.abs(word.weight) / most) * 32);
        const hue = word.weight >= 0 ? "synonym" : "unrelated";
        return (
          <span
            key={index}
            title={
              word.weight >= 0
                ? t`speaks for it: ${{ weight: decimals(word.weight, 2) }}`
                : t`speaks against it: ${{ weight: decimals(word.weight, 2) }}`
            }
            style={{
              background: `color-mix(in srgb, var(--rel-${hue}) ${strength}%, transparent)`,
            }}
          >
            {word.text}
          </span>
        );
      })}
    </span>
  );
}

/** Answers of the random slice that count as much as what is usual: `DOUBT` in models_lstm/core/shares.py. */
const ENOUGH = 50;

/** How sure the proposer is, and whether people's answers stand behind that number. */
function Sureness({ proposal }: { proposal: Proposal }) {
  const by = (
    <Trans>
      Proposed by {{ proposer: proposal.proposer }} {{ modelVersion: proposal.model_version }}.
    </Trans>
  );
  const { answers } = proposal.evidence;
  return (
    <p>
      {by}{" "}
      {answers !== undefined && answers < ENOUGH ? (
        <Trans>
          It is <b>{ph({ score: percent(proposal.score) })}</b> sure, by how common each relation
          usually is; how common it is here shows once 50 random pairs of the queue are judged.
        </Trans>
      ) : (
        <Trans>
          Of proposals with this score about <b>{ph({ score: percent(proposal.score) })}</b> are
          right.
        </Trans>
      )}
    </p>
  );
}

/** Why it is proposed, as far as the proposer can say, in plain words. */
export function Evidence({ proposal }: { proposal: Proposal }) {
  const { evidence, pair } = proposal;
  const others = Object.entries(evidence.probabilities ?? {})
    .sort((a, b) => b[1] - a[1])
    .slice(0, 3);
  const nearest = evidence.nearest ?? [];
  const around = evidence.graph;
  const hasAround = (around?.a?.length ?? 0) + (around?.b?.length ?? 0) > 0;

  return (
    <div className={classes.evidence}>
      <Sureness proposal={proposal} />
      <div className={classes.inkedPair}>
        <Inked words={evidence.tokens_a} whole={pair.title_a.text} />
        <Inked words={evidence.tokens_b} whole={pair.title_b.text} />
        {evidence.tokens_a && (
          <small>
            <Trans>The stronger the ink, the more the word counted.</Trans>
          </small>
        )}
      </div>
      {lexicalWords(evidence.lexical ?? {}).map((words) => (
        <p key={words}>{words}</p>
      ))}
      {evidence.similarity !== undefined && (
        <p>
          <Trans>
            Alike in meaning and spelling:{" "}
            {{ similarity: percent(Math.max(0, evidence.similarity)) }}.
          </Trans>
        </p>
      )}
      {evidence.alone !== undefined && Math.abs(evidence.alone - proposal.score) >= 0.05 && (
        <p>
          <Trans>
            The two titles alone make it {{ alone: percent(evidence.alone) }} sure; the rest comes
            from the titles around them and from what is usual among such pairs.
          </Trans>
        </p>
      )}
      {others.length > 1 && (
        <>
          <h3>
            <Trans>What else it could be</Trans>
          </h3>
          <ul className={classes.others}>
            {others.map(([relation, share]) => (
              <li key={relation}>
                <RelationBadge relation={relation} /> {percent(share)}
              </li>
            ))}
          </ul>
        </>
      )}
      {nearest.length > 0 && (
        <>
          <h3>
            <Trans>Judged pairs most like it</Trans>
          </h3>
          <ul className={classes.nearest}>
            {nearest.map((near) => (
              <li key={`${near.title_a}-${near.title_b}`}>
                {near.title_a} <RelationBadge relation={near.relation} /> {near.title_b}{" "}
                <small title={t`How much this judged pair is like the proposed one`}>
                  <Trans>{{ similarity: percent(near.similarity) }} alike</Trans>
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
      {hasAround && (
        <>
          <h3>
            <Trans>What the graph knows of them</Trans>
          </h3>
          <ul className={classes.nearest}>
            <AroundTitle title={pair.title_a.text} facts={around?.a ?? []} />
            <AroundTitle title={pair.title_b.text} facts={around?.b ?? []} />
          </ul>
        </>
      )}
    </div>
  );
}

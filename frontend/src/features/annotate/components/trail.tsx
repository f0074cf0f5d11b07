import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { RelationBadge } from "@/relations/relation-badge";

import type { Annotation } from "../api/annotations";
import type { Done } from "../desk/desk";
import { useOutbox, useOutboxView } from "../outbox/outbox-provider";
import classes from "./annotate.module.css";

const SHOWN = 5;

/** The last few decisions, newest first, each with whether the server has it. */
export function Trail({
  trail,
  earlier,
  onUndo,
  undoKey,
}: {
  trail: Done[];
  /** Decided before this page was opened; newest first. */
  earlier: Annotation[];
  onUndo: () => void;
  undoKey: string;
}) {
  const outbox = useOutbox();
  const view = useOutboxView();
  if (trail.length + earlier.length === 0) return null;
  const refused = new Set(view.refused.map((entry) => entry.key));
  return (
    <section className={classes.trail} aria-label={t`Last decisions`}>
      <header>
        <span>{trail.length > 0 ? t`Just decided` : t`Decided last`}</span>
        <button type="button" className={classes.plain} onClick={onUndo}>
          <Trans>
            <kbd>{undoKey}</kbd> take the last one back
          </Trans>
        </button>
      </header>
      <ol>
        {trail.slice(0, SHOWN).map(({ task, key, relation }) => (
          <li key={key}>
            <span className={classes.trailPair}>
              {task.pair.title_a.text}
              {relation === "skip" ? (
                <em>
                  <Trans>skipped</Trans>
                </em>
              ) : (
                <RelationBadge relation={relation} />
              )}
              {task.pair.title_b.text}
            </span>
            <small>
              {refused.has(key) ? t`refused` : outbox?.isWaiting(key) ? t`unsent` : t`saved`}
            </small>
          </li>
        ))}
        {earlier.slice(0, Math.max(0, SHOWN - trail.length)).map(({ id, pair, relation }) => (
          <li key={id}>
            <span className={classes.trailPair}>
              {pair.title_a.text}
              <RelationBadge relation={relation} />
              {pair.title_b.text}
            </span>
            <small>
              <Trans>saved earlier</Trans>
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { RelationSentence } from "@/relations/relation-sentence";
import { relationName } from "@/relations/relations";

import type { PracticeRound } from "../api/practice";
import classes from "./practice.module.css";

interface Props {
  round: PracticeRound;
  isStarting: boolean;
  onAgain: () => void;
}

/** How a round went, what to look at again, and the way on. */
export function Summary({ round, isStarting, onAgain }: Props) {
  const on = useRef<HTMLAnchorElement>(null);
  useEffect(() => on.current?.focus(), []);
  const missed = round.items.filter(({ answer, relation }) => answer !== relation);
  return (
    <Panel title={t`${{ right: round.right }} of ${{ asked: round.asked }} as settled`}>
      {missed.length === 0 ? (
        <p>
          <Trans>Nothing to look at again. You are ready.</Trans>
        </p>
      ) : (
        <ul className={classes.misses}>
          {missed.map(({ place, pair, answer, relation }) => (
            <li key={place}>
              {relation && (
                <RelationSentence a={pair.title_a.text} relation={relation} b={pair.title_b.text} />
              )}
              <small>
                <Trans>you said {{ answer: relationName(answer ?? "") }}</Trans>
              </small>
            </li>
          ))}
        </ul>
      )}
      <p>
        <Trans>
          People differ on such pairs now and then, and that is why many are asked twice. On the
          desk <kbd>E</kbd> shows the examples again, and <kbd>Z</kbd> takes an answer back.
        </Trans>
      </p>
      <div className={classes.actions}>
        <Button component={Link} ref={on} to="/annotate">
          <Trans>Start annotating</Trans>
        </Button>
        <Button variant="default" loading={isStarting} onClick={onAgain}>
          <Trans>Another round</Trans>
        </Button>
      </div>
    </Panel>
  );
}

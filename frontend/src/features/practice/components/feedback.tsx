import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";

import { RelationSentence } from "@/relations/relation-sentence";
import type { Judgement, Relation } from "@/relations/relations";
import { relationName } from "@/relations/relations";

import { adviceOf } from "../advice";
import type { PracticeItem } from "../api/practice";
import classes from "./practice.module.css";

interface Props {
  item: PracticeItem;
  said: Judgement;
  settled: Relation;
  onNext: () => void;
}

/** What is settled, and what helps next time; Enter goes on. */
export function Feedback({ item, said, settled, onNext }: Props) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus(), []);
  const { title_a: a, title_b: b } = item.pair;
  const isRight = said === settled;
  return (
    <section
      className={classes.feedback}
      data-right={isRight || undefined}
      aria-label={t`What is settled`}
    >
      <div role="status">
        <h2>
          {isRight
            ? t`Right.`
            : t`You said ${{ said: relationName(said) }}. Settled is ${{ settled: relationName(settled) }}.`}
        </h2>
        <RelationSentence a={a.text} relation={settled} b={b.text} />.
        {adviceOf(said, settled, item.highlights).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Button
        ref={button}
        variant="default"
        onClick={onNext}
        rightSection={
          <kbd>
            <Trans>Enter</Trans>
          </kbd>
        }
      >
        <Trans>Next</Trans>
      </Button>
    </section>
  );
}

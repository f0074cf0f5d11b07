import type { MessageDescriptor } from "@lingui/core";
import { msg, ph, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { Link } from "react-router";

import { PairText } from "@/components/pair-text";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useCan } from "@/features/session/use-who";
import { momentOf } from "@/lib/format";
import { say, wordsOf } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";

import { closeFeedback, type Feedback } from "../api/feedback";
import classes from "./feedback.module.css";

const KINDS: Record<Feedback["kind"], MessageDescriptor> = {
  missing: msg`A title that the graph does not know`,
  wrong_match: msg`A title taken for the wrong concept`,
  wrong_edge: msg`A wrong edge`,
  relation: msg`Two titles and how they relate`,
  expansion_hurt: msg`An expansion that hurt`,
  other: msg`Something else`,
};

function quoted(words: readonly string[]): string {
  return words.map((word) => t`“${word}”`).join(", ");
}

/** What it is about, as far as it was named. */
function About({ feedback }: { feedback: Feedback }) {
  const { title_a: a, title_b: b } = feedback;
  const terms = quoted(feedback.terms);
  return (
    <>
      {a && b && feedback.relation && (
        <PairText a={a.text} relation={feedback.relation} b={b.text} />
      )}
      {a && b && !feedback.relation && (
        <p className={classes.about}>
          <Trans>
            {{ text: a.text }} and {{ bText: b.text }}
          </Trans>
        </p>
      )}
      {feedback.text && <p className={classes.about}>“{feedback.text}”</p>}
      {feedback.terms.length > 0 && (
        <p>
          {plural(
            { count: feedback.terms.length },
            {
              one: `This term did not help: ${terms}`,
              other: `These terms did not help: ${terms}`,
            },
          )}
        </p>
      )}
      {feedback.query_id && (
        <p>
          <Trans>Query {{ queryId: feedback.query_id }}</Trans>
        </p>
      )}
      {feedback.concept !== null && (
        <p>
          <Link to={`/graph/c/${feedback.concept}`}>
            <Trans>Concept {{ concept: feedback.concept }}</Trans>
          </Link>
          {feedback.edge !== null && <> · {t`edge ${{ edge: feedback.edge }}`}</>}
        </p>
      )}
      {feedback.concept === null && feedback.edge !== null && (
        <p>
          <Trans>Edge {{ edge: feedback.edge }}</Trans>
        </p>
      )}
    </>
  );
}

/** What has become of the two titles since. */
function Outcome({ feedback }: { feedback: Feedback }) {
  const { pair } = feedback;
  if (!pair) return null;
  return (
    <p>
      {pair.settled_as ? (
        <>
          <Trans>
            Settled as <RelationBadge relation={pair.settled_as} />
          </Trans>
        </>
      ) : (
        t`Not settled yet`
      )}
      {pair.task_state === "open" && <>, {t`and asked before all others`}</>}
      {pair.task_state === "disputed" && <>, {t`and waits under Adjudicate`}</>}.{" "}
      <Link to={`/pairs/${pair.id}`}>
        <Trans>All about this pair</Trans>
      </Link>
    </p>
  );
}

const SETTLED_BY: Record<string, MessageDescriptor> = {
  import: msg`an import`,
  rule: msg`a rule`,
  automatic: msg`automatic acceptance`,
  consensus: msg`consensus`,
  review: msg`review`,
  adjudication: msg`adjudication`,
};

/** The edges that are doubted, with what each stands on. */
function Trail({ feedback }: { feedback: Feedback }) {
  if (feedback.trail.length === 0) return null;
  return (
    <ul className={classes.trail} aria-label={t`Edges that are doubted`}>
      {feedback.trail.map((edge) => (
        <li key={edge.id}>
          <Link to={`/pairs/${edge.pair}`}>
            <PairText a={edge.subject} relation={edge.relation} b={edge.object} />
          </Link>
          <small>
            {edge.active ? "" : <>{t`Not in the graph any more.`} </>}
            {[
              t`By ${{ how: wordsOf(SETTLED_BY, edge.settled_by) }}`,
              ...(edge.person ? [edge.person] : []),
              ...(edge.model_version ? [t`proposed by ${{ model: edge.model_version }}`] : []),
              ...(edge.source ? [t`from ${{ source: edge.source }}`] : []),
              ...(edge.first_release === null
                ? []
                : [t`first in release ${{ release: edge.first_release }}`]),
            ].join(", ")}
          </small>
        </li>
      ))}
    </ul>
  );
}

function Close({ feedback }: { feedback: Feedback }) {
  const client = useQueryClient();
  const [note, setNote] = useState("");
  const close = useMutation({
    mutationFn: closeFeedback,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ["feedback"] }),
        client.invalidateQueries({ queryKey: ["home"] }),
      ]),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    close.mutate({ id: feedback.id, note });
  };
  return (
    <form className={classes.done} onSubmit={submit}>
      <TextInput
        aria-label={t`What was done about it`}
        placeholder={t`What was done about it`}
        value={note}
        maxLength={2000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div>
        <Button size="xs" type="submit" loading={close.isPending}>
          <Trans>Dealt with</Trans>
        </Button>
      </div>
      {close.isError && <Refusal error={close.error} />}
    </form>
  );
}

/** One message, what has come of it, and the word that it was dealt with. */
export function FeedbackCard({ feedback }: { feedback: Feedback }) {
  const isLead = useCan("review");
  return (
    <Panel
      title={say(KINDS[feedback.kind])}
      aside={
        <small className={classes.by}>
          {feedback.person}, {momentOf(feedback.created_at)}
          {feedback.release !== null && <>, {t`on release ${{ release: feedback.release }}`}</>}
        </small>
      }
    >
      <div className={classes.card}>
        <div className={classes.told}>
          <About feedback={feedback} />
          <Trail feedback={feedback} />
          {feedback.comment && <p className={classes.comment}>{feedback.comment}</p>}
        </div>
        <div className={classes.done}>
          <Outcome feedback={feedback} />
          {feedback.closed_at ? (
            <p>
              <Trans>
                Dealt with by <b>{ph({ name: feedback.closed_by ?? "–" })}</b>,{" "}
                {{ time: momentOf(feedback.closed_at) }}
              </Trans>
              {feedback.note && `: ${feedback.note}`}
            </p>
          ) : (
            isLead && <Close feedback={feedback} />
          )}
        </div>
      </div>
    </Panel>
  );
}

import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { Link } from "react-router";

import { PairText } from "@/components/pair-text";
import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { useCan } from "@/features/session/use-who";
import { momentOf } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import { closeFeedback, type Feedback } from "../api/feedback";
import classes from "./feedback.module.css";

const KINDS: Record<Feedback["kind"], string> = {
  missing: "A title that the graph does not know",
  wrong_match: "A title taken for the wrong concept",
  wrong_edge: "A wrong edge",
  relation: "Two titles and how they relate",
  expansion_hurt: "An expansion that hurt",
  other: "Something else",
};

/** What it is about, as far as it was named. */
function About({ feedback }: { feedback: Feedback }) {
  const { title_a: a, title_b: b } = feedback;
  return (
    <>
      {a && b && feedback.relation && (
        <PairText a={a.text} relation={feedback.relation} b={b.text} />
      )}
      {a && b && !feedback.relation && (
        <p className={classes.about}>
          {a.text} and {b.text}
        </p>
      )}
      {feedback.text && <p className={classes.about}>“{feedback.text}”</p>}
      {feedback.terms.length > 0 && (
        <p>
          {feedback.terms.length === 1 ? "This term did not help: " : "These terms did not help: "}
          {feedback.terms.map((term) => `“${term}”`).join(", ")}
        </p>
      )}
      {feedback.query_id && <p>Query {feedback.query_id}</p>}
      {feedback.concept !== null && (
        <p>
          <Link to={`/graph/c/${feedback.concept}`}>Concept {feedback.concept}</Link>
          {feedback.edge !== null && ` · edge ${feedback.edge}`}
        </p>
      )}
      {feedback.concept === null && feedback.edge !== null && <p>Edge {feedback.edge}</p>}
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
          Settled as <RelationBadge relation={pair.settled_as} />
        </>
      ) : (
        "Not settled yet"
      )}
      {pair.task_state === "open" && ", and asked before all others"}
      {pair.task_state === "disputed" && ", and waits under Adjudicate"}.{" "}
      <Link to={`/pairs/${pair.id}`}>All about this pair</Link>
    </p>
  );
}

const SETTLED_BY: Record<string, string> = {
  import: "an import",
  rule: "a rule",
  automatic: "automatic acceptance",
  consensus: "consensus",
  review: "review",
  adjudication: "adjudication",
};

/** The edges that are doubted, with what each stands on. */
function Trail({ feedback }: { feedback: Feedback }) {
  if (feedback.trail.length === 0) return null;
  return (
    <ul className={classes.trail} aria-label="Edges that are doubted">
      {feedback.trail.map((edge) => (
        <li key={edge.id}>
          <Link to={`/pairs/${edge.pair}`}>
            <PairText a={edge.subject} relation={edge.relation} b={edge.object} />
          </Link>
          <small>
            {edge.active ? "" : "Not in the graph any more. "}
            By {SETTLED_BY[edge.settled_by] ?? edge.settled_by}
            {edge.person && `, ${edge.person}`}
            {edge.model_version && `, proposed by ${edge.model_version}`}
            {edge.source && `, from ${edge.source}`}
            {edge.first_release !== null && `, first in release ${edge.first_release}`}
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
        aria-label="What was done about it"
        placeholder="What was done about it"
        value={note}
        maxLength={2000}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      <div>
        <Button size="xs" type="submit" loading={close.isPending}>
          Dealt with
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
      title={KINDS[feedback.kind]}
      aside={
        <small className={classes.by}>
          {feedback.person}, {momentOf(feedback.created_at)}
          {feedback.release !== null && `, on release ${feedback.release}`}
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
              Dealt with by <b>{feedback.closed_by}</b>, {momentOf(feedback.closed_at)}
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

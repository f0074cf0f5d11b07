import { useQuery } from "@tanstack/react-query";

import { Chain } from "@/components/chain";
import { PairText } from "@/components/pair-text";
import { Refusal } from "@/components/refusal";
import { StateMark } from "@/components/state-mark";
import { Waiting } from "@/components/waiting";
import { Impossible, Inferred } from "@/features/decisions/components/preview-view";
import { counted } from "@/lib/format";

import { type Change, type ChangeSeen as Seen, changeSeenQuery } from "../api/changes";
import classes from "./taxonomy.module.css";

function Edges({ words, edges }: { words: string; edges: Seen["adds"] }) {
  return edges.map((edge) => (
    <li key={`${edge.relation}-${edge.subject_title}-${edge.object_title}`}>
      <b aria-hidden="true">{words === "taken away" ? "−" : "+"}</b>{" "}
      <span className="visually-hidden">{words}: </span>
      <PairText a={edge.subject_title} relation={edge.relation} b={edge.object_title} />
    </li>
  ));
}

/** What a change would do, before it is made. */
export function ChangeSeenView({ seen }: { seen: Seen }) {
  return (
    <div className={classes.seen} role="status" aria-label="What it would change">
      <StateMark tone={seen.allowed ? "good" : "warn"}>
        {seen.allowed ? "This can be done" : "Would contradict the graph"}
      </StateMark>
      {seen.refusal && (
        <>
          <p>{seen.refusal.sentence}</p>
          <Chain links={seen.refusal.chain} />
        </>
      )}
      {seen.outranked_by && (
        <>
          <p>A stronger decision stands.</p>
          <Chain links={[seen.outranked_by]} />
        </>
      )}
      {seen.allowed && (
        <>
          <ul className={classes.diff}>
            <Edges words="taken away" edges={seen.ends} />
            <Edges words="added" edges={seen.adds} />
          </ul>
          {seen.joined.map((move) => (
            <p key={move.concept}>
              The concept “{move.name}” ({counted(move.titles, "title")}) joins “{move.into_name}”.
            </p>
          ))}
          {seen.parted.map((move) => (
            <p key={move.revived}>
              “{move.revived_name}” ({counted(move.titles, "title")}) parts from “{move.name}”.
            </p>
          ))}
          <Inferred words="gained" edges={seen.gained} />
          <Inferred words="lost" edges={seen.lost} />
          <Impossible conflicts={seen.conflicts} />
          {seen.second_yes && <p>{seen.second_yes}</p>}
        </>
      )}
      {!seen.complete && <small>The neighbourhood is large; there may be more.</small>}
    </div>
  );
}

/** The server's view of a change that is being thought about. Tells whether it may be made. */
export function useChangeSeen(change: Change | null) {
  const seen = useQuery({
    ...changeSeenQuery(change ?? { kind: "move", concept: 0 }),
    enabled: change !== null,
  });
  const data = change === null ? undefined : seen.data;
  const isAllowed = data?.allowed === true && data.second_yes === null && !seen.isFetching;
  const view =
    change === null ? null : seen.error ? (
      <Refusal error={seen.error} />
    ) : data ? (
      <ChangeSeenView seen={data} />
    ) : (
      <Waiting lines={3} />
    );
  return { isAllowed, view };
}

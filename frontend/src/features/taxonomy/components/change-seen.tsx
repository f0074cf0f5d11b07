import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Chain } from "@/components/chain";
import { PairText } from "@/components/pair-text";
import { Refusal } from "@/components/refusal";
import { StateMark } from "@/components/state-mark";
import { Waiting } from "@/components/waiting";
import { Impossible, Inferred } from "@/features/decisions/components/preview-view";

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
    <div className={classes.seen} role="status" aria-label={t`What it would change`}>
      <StateMark tone={seen.allowed ? "good" : "warn"}>
        {seen.allowed ? t`This can be done` : t`Would contradict the graph`}
      </StateMark>
      {seen.refusal && (
        <>
          <p>{seen.refusal.sentence}</p>
          <Chain links={seen.refusal.chain} />
        </>
      )}
      {seen.outranked_by && (
        <>
          <p>
            <Trans>A stronger decision stands.</Trans>
          </p>
          <Chain links={[seen.outranked_by]} />
        </>
      )}
      {seen.allowed && (
        <>
          <ul className={classes.diff}>
            <Edges words={t`taken away`} edges={seen.ends} />
            <Edges words={t`added`} edges={seen.adds} />
          </ul>
          {seen.joined.map((move) => (
            <p key={move.concept}>
              <Trans>
                The concept “{{ name: move.name }}” (
                <Plural value={{ titles: move.titles }} one="# title" other="# titles" />) joins “
                {{ intoName: move.into_name }}”.
              </Trans>
            </p>
          ))}
          {seen.parted.map((move) => (
            <p key={move.revived}>
              <Trans>
                “{{ revivedName: move.revived_name }}” (
                <Plural value={{ titles: move.titles }} one="# title" other="# titles" />) parts
                from “{{ name: move.name }}”.
              </Trans>
            </p>
          ))}
          <Inferred words={t`gained`} edges={seen.gained} />
          <Inferred words={t`lost`} edges={seen.lost} />
          <Impossible conflicts={seen.conflicts} />
          {seen.second_yes && <p>{seen.second_yes}</p>}
        </>
      )}
      {!seen.complete && (
        <small>
          <Trans>The neighbourhood is large; there may be more.</Trans>
        </small>
      )}
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

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { Link } from "react-router";

import type { Scope } from "@/features/session/api/session";
import { useWho } from "@/features/session/use-who";
import { count } from "@/lib/format";
import { say } from "@/lib/texts";

import type { Waiting } from "../api/home";
import classes from "./home.module.css";

interface Card {
  what: keyof Waiting;
  scope: Scope;
  to: string;
  name: MessageDescriptor;
  some: MessageDescriptor;
  none: MessageDescriptor | null;
  /** Shown only while something waits. */
  quiet?: boolean;
}

const CARDS: Card[] = [
  {
    what: "assigned",
    scope: "annotate",
    to: "/annotate",
    name: msg`pairs given to you`,
    some: msg`A lead gave them to you; they come first.`,
    none: null,
    quiet: true,
  },
  {
    what: "open_tasks",
    scope: "annotate",
    to: "/annotate",
    name: msg`pairs to judge`,
    some: msg`One key each; the next one comes at once.`,
    none: msg`The queue is empty. New candidates or proposals fill it.`,
  },
  {
    what: "open_proposals",
    scope: "review",
    to: "/review",
    name: msg`proposals to review`,
    some: msg`What the model suggests, best first, title by title.`,
    none: msg`None open. Promote a model and let it propose.`,
  },
  {
    what: "disputed",
    scope: "review",
    to: "/adjudicate",
    name: msg`to adjudicate`,
    some: msg`People answered differently or flagged a pair; your word settles it.`,
    none: msg`No disagreement, no flag.`,
  },
  {
    what: "conflicts",
    scope: "review",
    to: "/conflicts",
    name: msg`conflicts`,
    some: msg`Decisions that would contradict the graph.`,
    none: msg`No decision contradicts the graph.`,
  },
  {
    what: "feedback",
    scope: "review",
    to: "/feedback",
    name: msg`from the search team`,
    some: msg`What searchers found wrong or missing.`,
    none: msg`Nothing that you have not dealt with.`,
  },
  {
    what: "people",
    scope: "review",
    to: "/people",
    name: msg`wait to be let in`,
    some: msg`They came by single sign-on for the first time.`,
    none: null,
    quiet: true,
  },
];

/** What waits for this person, each a way in. */
export function WaitingCards({ waiting }: { waiting: Waiting }) {
  const { scopes } = useWho();
  const cards = CARDS.filter(
    (card) => scopes.includes(card.scope) && !(card.quiet && waiting[card.what] === 0),
  );
  if (cards.length === 0) return null;
  return (
    <div className={classes.waits}>
      {cards.map(({ what, to, name, some, none }) => (
        <Link
          key={what}
          to={to}
          className={classes.wait}
          data-none={waiting[what] === 0 || undefined}
        >
          <b>{count(waiting[what])}</b>
          <span>{say(name)}</span>
          <small>{waiting[what] > 0 ? say(some) : none && say(none)}</small>
        </Link>
      ))}
    </div>
  );
}

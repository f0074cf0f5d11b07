import { Link } from "react-router";

import type { Scope } from "@/features/session/api/session";
import { useWho } from "@/features/session/use-who";
import { count } from "@/lib/format";

import type { Waiting } from "../api/home";
import classes from "./home.module.css";

interface Card {
  what: keyof Waiting;
  scope: Scope;
  to: string;
  name: string;
  some: string;
  none: string;
  /** Shown only while something waits. */
  quiet?: boolean;
}

const CARDS: Card[] = [
  {
    what: "assigned",
    scope: "annotate",
    to: "/annotate",
    name: "pairs given to you",
    some: "A lead gave them to you; they come first.",
    none: "",
    quiet: true,
  },
  {
    what: "open_tasks",
    scope: "annotate",
    to: "/annotate",
    name: "pairs to judge",
    some: "One key each; the next one comes at once.",
    none: "The queue is empty. New candidates or proposals fill it.",
  },
  {
    what: "open_proposals",
    scope: "review",
    to: "/review",
    name: "proposals to review",
    some: "What the model suggests, best first, title by title.",
    none: "None open. Promote a model and let it propose.",
  },
  {
    what: "disputed",
    scope: "review",
    to: "/adjudicate",
    name: "to adjudicate",
    some: "People answered differently or flagged a pair; your word settles it.",
    none: "No disagreement, no flag.",
  },
  {
    what: "conflicts",
    scope: "review",
    to: "/conflicts",
    name: "conflicts",
    some: "Decisions that would contradict the graph.",
    none: "No decision contradicts the graph.",
  },
  {
    what: "feedback",
    scope: "review",
    to: "/feedback",
    name: "from the search team",
    some: "What searchers found wrong or missing.",
    none: "Nothing that you have not dealt with.",
  },
  {
    what: "people",
    scope: "review",
    to: "/people",
    name: "wait to be let in",
    some: "They came by single sign-on for the first time.",
    none: "",
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
          <span>{name}</span>
          <small>{waiting[what] > 0 ? some : none}</small>
        </Link>
      ))}
    </div>
  );
}

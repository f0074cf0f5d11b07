import { RelationBadge } from "@/relations/relation-badge";

import classes from "./components.module.css";

/** One thing that the graph knows of a title. */
export interface AroundFact {
  relation: string;
  title: number;
  text: string;
}

/** A title and the few things that the graph knows of it, as an item of a list. */
export function AroundTitle({ title, facts }: { title: string; facts: AroundFact[] }) {
  if (facts.length === 0) return null;
  return (
    <li>
      {title}{" "}
      {facts.map((fact) => (
        <span key={`${fact.relation}-${fact.title}`} className={classes.aroundFact}>
          <RelationBadge relation={fact.relation} /> {fact.text}
        </span>
      ))}
    </li>
  );
}

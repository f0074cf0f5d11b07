import { counted } from "@/lib/format";

import type { ConceptDetail } from "../api/tree";
import classes from "./taxonomy.module.css";

/** The titles that mean the concept, the preferred one first. */
export function TitlesList({ concept }: { concept: ConceptDetail }) {
  return (
    <section className={classes.section} aria-label="Titles">
      <h3>Titles</h3>
      <ul className={classes.titles}>
        {concept.all_titles.map((title) => (
          <li key={title.id}>
            <span>{title.text}</span>
            <small>
              {title.preferred ? "preferred · " : ""}seen {counted(title.count, "time")}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { Word } from "../desk/highlight";
import classes from "./annotate.module.css";

/** A title in display size, its own words strong, shared ones quiet, level words underlined. */
export function MarkedTitle({ words }: { words: Word[] }) {
  return (
    <span className={classes.headword}>
      {words.map((word, index) =>
        word.mark === "between" ? (
          word.text
        ) : (
          <span key={index} className={classes[word.mark]}>
            {word.text}
          </span>
        ),
      )}
    </span>
  );
}

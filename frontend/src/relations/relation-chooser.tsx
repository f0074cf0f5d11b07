import classes from "./chooser.module.css";
import { RelationGlyph } from "./glyph";
import { colourOf, type Relation, relationName, RELATIONS } from "./relations";

/** Keys of the standard map, shown and listened to wherever one of the seven relations is chosen. */
export const RELATION_KEYS: Record<Relation, string> = {
  synonym: "s",
  broader: "b",
  narrower: "n",
  senior: "k",
  junior: "j",
  related: "r",
  unrelated: "u",
};

interface Props {
  value: Relation | null;
  onChange: (relation: Relation) => void;
  label: string;
}

/** The seven relations as a row of buttons, each with its key. */
export function RelationChooser({ value, onChange, label }: Props) {
  return (
    <div className={classes.choices} role="group" aria-label={label}>
      {RELATIONS.map((relation) => (
        <button
          key={relation}
          type="button"
          className={classes.choice}
          style={{ "--rel": colourOf(relation) } as React.CSSProperties}
          aria-pressed={value === relation}
          data-relation={relation}
          onClick={() => onChange(relation)}
        >
          <kbd>{RELATION_KEYS[relation].toUpperCase()}</kbd>
          <RelationGlyph relation={relation} />
          {relationName(relation)}
        </button>
      ))}
    </div>
  );
}

/** The relation that a key stands for, if any. */
export function relationOfKey(key: string): Relation | null {
  return RELATIONS.find((relation) => RELATION_KEYS[relation] === key.toLowerCase()) ?? null;
}

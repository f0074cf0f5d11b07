import classes from "./components.module.css";

/** The legend of a page's keys, always on screen. */
export function KeyLine({ keys }: { keys: readonly (readonly [key: string, does: string])[] }) {
  return (
    <div className={classes.keyLine} aria-label="Keys">
      {keys.map(([key, does]) => (
        <span key={key}>
          <kbd>{key}</kbd> {does}
        </span>
      ))}
    </div>
  );
}

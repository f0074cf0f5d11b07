import classes from "./components.module.css";

/** A job title as a headword. */
export function TitleText({ children }: { children: string }) {
  return <span className={classes.titleText}>{children}</span>;
}

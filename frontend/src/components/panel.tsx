import { type ReactNode, useId } from "react";

import classes from "./components.module.css";

interface Props {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  className?: string | undefined;
}

/** A sheet of paper on the ground of the page. `flush` lets a table reach its edges. */
export function Panel({ title, aside, children, flush = false, className }: Props) {
  const id = useId();
  return (
    <section
      className={`${classes.panel} ${className ?? ""}`}
      {...(title ? { "aria-labelledby": id } : {})}
    >
      {title && (
        <header className={classes.panelHead}>
          <h2 id={id}>{title}</h2>
          {aside}
        </header>
      )}
      <div className={flush ? undefined : classes.panelBody}>{children}</div>
    </section>
  );
}

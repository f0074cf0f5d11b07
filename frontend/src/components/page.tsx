import { type ReactNode, useEffect } from "react";

import classes from "./components.module.css";

interface Props {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  narrow?: boolean;
}

/** The frame of a page: its name, one line of what it is for, what can be done, and the content. */
export function Page({ title, lead, actions, children, narrow = false }: Props) {
  useEffect(() => {
    document.title = `${title} · Titleloom`;
  }, [title]);
  return (
    <main id="content" tabIndex={-1} className={narrow ? classes.pageNarrow : classes.page}>
      <header className={classes.pageHead}>
        <div>
          <h1>{title}</h1>
          {lead && <p>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}

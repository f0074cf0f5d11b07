import type { ReactNode } from "react";

import classes from "./components.module.css";

/** Nothing here, why, and what to do next. */
export function EmptyState({
  title,
  children,
  action,
  heading: Heading = "h2",
}: {
  title: string;
  heading?: "h1" | "h2";
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={classes.empty} role="status">
      <svg width="72" height="40" viewBox="0 0 72 40" aria-hidden="true">
        <g fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round">
          <path d="M12 4v32M24 4v32M36 4v32M48 4v32M60 4v32" opacity=".25" />
          <path d="M4 14h4m8 0h4m8 0h4m8 0h4m8 0h4m8 0h4" />
          <path d="M4 26h14m6 0h6" opacity=".5" strokeDasharray="1 5" />
        </g>
      </svg>
      <Heading>{title}</Heading>
      {children && <div className={classes.emptyText}>{children}</div>}
      {action}
    </div>
  );
}

import { Trans } from "@lingui/react/macro";
import { IconAlertTriangle } from "@tabler/icons-react";

import { Problem, sentenceOf } from "@/lib/problem";

import classes from "./components.module.css";

/** Why the server said no, in its own sentence. Announced to screen readers. */
export function Refusal({ error }: { error: unknown }) {
  return (
    <div role="alert" className={classes.refusal}>
      <IconAlertTriangle size={17} aria-hidden="true" />
      <div>
        {sentenceOf(error)}
        {error instanceof Problem &&
          typeof error.document.request_id === "string" &&
          error.status >= 500 && (
            <small>
              {" "}
              <Trans>Request {{ requestId: error.document.request_id }}.</Trans>
            </small>
          )}
      </div>
    </div>
  );
}

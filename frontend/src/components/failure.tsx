import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";

import classes from "./components.module.css";
import { Refusal } from "./refusal";

/** Something could not be read; offers to try again. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className={classes.failure}>
      <Refusal error={error} />
      {retry && (
        <Button variant="default" size="xs" onClick={retry}>
          <Trans>Try again</Trans>
        </Button>
      )}
    </div>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";

import classes from "./people.module.css";

/** A secret that the server tells once and keeps only as a digest. */
export function ShownOnce({ what, secret }: { what: string; secret: string }) {
  return (
    <div className={classes.once} role="status">
      <p>
        <Trans>
          <b>{what}</b> It is shown this once; nobody can read it again.
        </Trans>
      </p>
      <code>{secret}</code>
      <CopyButton value={secret}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t`Copied` : t`Copy`}>
            <ActionIcon variant="default" aria-label={t`Copy`} onClick={copy}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}

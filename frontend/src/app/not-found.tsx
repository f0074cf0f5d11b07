import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";

import { EmptyState } from "@/components/empty-state";

export function NotFound() {
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState
        heading="h1"
        title={t`There is no such page`}
        action={
          <Link to="/">
            <Trans>Go home</Trans>
          </Link>
        }
      >
        <Trans>The address may be old or mistyped.</Trans>
      </EmptyState>
    </main>
  );
}

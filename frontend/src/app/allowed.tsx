import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { EmptyState } from "@/components/empty-state";
import type { Scope } from "@/features/session/api/session";
import { useWho } from "@/features/session/use-who";
import { listOf } from "@/lib/texts";

/** A page for people with one of some rights; says so to the others instead of failing piece by piece. */
export function Allowed({ scopes, page }: { scopes: readonly Scope[]; page: ReactNode }) {
  const who = useWho();
  if (scopes.some((scope) => who.scopes.includes(scope))) return page;
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState
        title={t`This page is not for your role`}
        action={
          <Link to="/">
            <Trans>Go home</Trans>
          </Link>
        }
      >
        <Trans>
          It needs the right{" "}
          {{
            rights: listOf(
              scopes.map((scope) => t`“${scope}”`),
              "disjunction",
            ),
          }}
          . An administrator can change your role under People.
        </Trans>
      </EmptyState>
    </main>
  );
}

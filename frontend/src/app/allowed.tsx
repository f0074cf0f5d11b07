import type { ReactNode } from "react";
import { Link } from "react-router";

import { EmptyState } from "@/components/empty-state";
import type { Scope } from "@/features/session/api/session";
import { useCan } from "@/features/session/use-who";

/** A page for people with a right; says so to the others instead of failing piece by piece. */
export function Allowed({ scope, page }: { scope: Scope; page: ReactNode }) {
  const can = useCan(scope);
  if (can) return page;
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState title="This page is not for your role" action={<Link to="/">Go home</Link>}>
        It needs the right “{scope}”. An administrator can change your role under People.
      </EmptyState>
    </main>
  );
}

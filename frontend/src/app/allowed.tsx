import type { ReactNode } from "react";
import { Link } from "react-router";

import { EmptyState } from "@/components/empty-state";
import type { Scope } from "@/features/session/api/session";
import { useWho } from "@/features/session/use-who";

/** A page for people with one of some rights; says so to the others instead of failing piece by piece. */
export function Allowed({ scopes, page }: { scopes: readonly Scope[]; page: ReactNode }) {
  const who = useWho();
  if (scopes.some((scope) => who.scopes.includes(scope))) return page;
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState title="This page is not for your role" action={<Link to="/">Go home</Link>}>
        It needs the right “{scopes.join("” or “")}”. An administrator can change your role under
        People.
      </EmptyState>
    </main>
  );
}

import { Link } from "react-router";

import { EmptyState } from "@/components/empty-state";

export function NotFound() {
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState heading="h1" title="There is no such page" action={<Link to="/">Go home</Link>}>
        The address may be old or mistyped.
      </EmptyState>
    </main>
  );
}

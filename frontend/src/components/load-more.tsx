import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";

import classes from "./components.module.css";

interface Props {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}

/** The next page of an endless list, asked for by hand. */
export function LoadMore({ query }: Props) {
  if (!query.hasNextPage) return null;
  return (
    <div className={classes.loadMore}>
      <Button
        variant="default"
        size="xs"
        loading={query.isFetchingNextPage}
        onClick={() => query.fetchNextPage()}
      >
        <Trans>Show more</Trans>
      </Button>
    </div>
  );
}

import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { ago } from "@/lib/format";

import { watchedQuery } from "../api/attention";
import classes from "./taxonomy.module.css";

/** The concepts that the person watches, those with news first. */
export function WatchedList({ onConcept }: { onConcept: (concept: number) => void }) {
  const watched = useQuery(watchedQuery);
  return (
    <Bound query={watched}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title={t`You watch nothing yet`}>
            <Trans>
              Press “Watch” beside a concept, and what others change there is counted here.
            </Trans>
          </EmptyState>
        ) : (
          <ul className={classes.watched} aria-label={t`Watched concepts`}>
            {[...rows]
              .sort((a, b) => Number(b.news > 0) - Number(a.news > 0))
              .map((one) => (
                <li key={one.concept} data-news={one.news > 0 || undefined}>
                  <button type="button" className="link" onClick={() => onConcept(one.now)}>
                    {one.name}
                  </button>
                  <span>
                    {one.news > 0
                      ? t`${plural({ news: one.news }, { one: "# change", other: "# changes" })} since you looked`
                      : t`nothing new, looked ${{ seenAt: ago(one.seen_at) }}`}
                    {one.now !== one.concept && (
                      <> · {t`concept ${{ concept: one.concept }} is part of it now`}</>
                    )}
                  </span>
                </li>
              ))}
          </ul>
        )
      }
    </Bound>
  );
}

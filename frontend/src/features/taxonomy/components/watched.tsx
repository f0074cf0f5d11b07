import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { ago, counted } from "@/lib/format";

import { watchedQuery } from "../api/attention";
import classes from "./taxonomy.module.css";

/** The concepts that the person watches, those with news first. */
export function WatchedList({ onConcept }: { onConcept: (concept: number) => void }) {
  const watched = useQuery(watchedQuery);
  return (
    <Bound query={watched}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState title="You watch nothing yet">
            Press “Watch” beside a concept, and what others change there is counted here.
          </EmptyState>
        ) : (
          <ul className={classes.watched} aria-label="Watched concepts">
            {[...rows]
              .sort((a, b) => Number(b.news > 0) - Number(a.news > 0))
              .map((one) => (
                <li key={one.concept} data-news={one.news > 0 || undefined}>
                  <button type="button" className="link" onClick={() => onConcept(one.now)}>
                    {one.name}
                  </button>
                  <span>
                    {one.news > 0
                      ? `${counted(one.news, "change")} since you looked`
                      : `nothing new, looked ${ago(one.seen_at)}`}
                    {one.now !== one.concept && ` · concept ${one.concept} is part of it now`}
                  </span>
                </li>
              ))}
          </ul>
        )
      }
    </Bound>
  );
}

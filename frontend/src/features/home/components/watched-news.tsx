import { plural, t } from "@lingui/core/macro";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { watch, watchedQuery } from "@/features/taxonomy/api/attention";

import classes from "./home.module.css";

const SHOWN = 8;

/** What others changed and said about the concepts that the person watches. Opening one counts as having seen it. */
export default function WatchedNews() {
  const client = useQueryClient();
  const { data: watched } = useQuery(watchedQuery);
  if (!watched || watched.length === 0) return null;
  const news = watched.filter((one) => one.news > 0).sort((a, b) => b.news - a.news);
  const seen = (concept: number) =>
    void watch(concept)
      .then(() => client.invalidateQueries({ queryKey: ["taxonomy"] }))
      .catch(() => undefined); // it is new the next time too
  return (
    <Panel
      title={t`What changed in what you watch`}
      aside={<Link to="/taxonomy?view=watched">{t`All that you watch`}</Link>}
    >
      {news.length === 0 ? (
        <p className={classes.quiet}>
          {plural(
            { watched: watched.length },
            {
              one: "Nothing new in the one concept that you watch.",
              other: "Nothing new in the # concepts that you watch.",
            },
          )}
        </p>
      ) : (
        <ul className={classes.news} aria-label={t`What changed in what you watch`}>
          {news.slice(0, SHOWN).map((one) => (
            <li key={one.concept}>
              <Link to={`/taxonomy?c=${one.now}`} onClick={() => seen(one.concept)}>
                {one.name}
              </Link>
              <span>
                {t`${plural({ news: one.news }, { one: "# change", other: "# changes" })} since you looked`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

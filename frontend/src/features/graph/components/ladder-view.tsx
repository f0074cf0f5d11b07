import { Plural, Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";

import { ladderQuery } from "../api/concepts";
import classes from "./graph.module.css";

interface Props {
  concept: number;
  release: string;
  whole: boolean;
  onConcept: (id: number) => void;
}

/** Who stands above and below, the most senior rung on top. */
export function LadderView({ concept, release, whole, onConcept }: Props) {
  const ladder = useQuery(ladderQuery(concept, release, whole));
  return (
    <Bound query={ladder} lines={4}>
      {({ rungs, self_rung, cut }) =>
        rungs.length <= 1 ? (
          <p className={classes.quiet}>
            <Trans>Nobody above and nobody below is known yet.</Trans>
          </p>
        ) : (
          <>
            <ol className={classes.ladder} reversed>
              {rungs
                .map((rung, index) => ({ rung, index }))
                .reverse()
                .map(({ rung, index }) => (
                  <li key={index} data-own={index === self_rung || undefined}>
                    {rung.map((one) => (
                      <button
                        key={one.id}
                        type="button"
                        aria-current={one.id === concept}
                        onClick={() => onConcept(one.id)}
                      >
                        {one.preferred}
                      </button>
                    ))}
                  </li>
                ))}
            </ol>
            {cut > 0 && (
              <p className={classes.quiet}>
                <Plural value={cut} one="# more is left out." other="# more are left out." />
              </p>
            )}
          </>
        )
      }
    </Bound>
  );
}

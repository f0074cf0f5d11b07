import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { useCan } from "@/features/session/use-who";

import { practiceQuery } from "../api/practice";
import classes from "./practice.module.css";

/** Offers the practice round to who may annotate and has not done it; nothing to everybody else. */
export function PracticeInvitation() {
  const mayAnnotate = useCan("annotate");
  const practice = useQuery({ ...practiceQuery, enabled: mayAnnotate });
  if (practice.data?.last !== null) return null;
  const underWay = practice.data.under_way;
  return (
    <aside className={classes.invitation} aria-label={t`Practice`}>
      <div>
        <b>
          <Trans>New here? Practise for three minutes.</Trans>
        </b>
        <span>
          {underWay && underWay.answered > 0
            ? t`You have answered ${{ answered: underWay.answered }} of ${{ asked: underWay.asked }}; go on where you stopped.`
            : t`A dozen pairs whose answer is known, with a word on each. Nothing of it counts.`}
        </span>
      </div>
      <Button component={Link} to="/practice" variant="default">
        {underWay ? t`Go on practising` : t`Practise first`}
      </Button>
    </aside>
  );
}

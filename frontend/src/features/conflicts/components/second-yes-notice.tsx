import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { relationName } from "@/relations/relations";

import { secondYesQuery } from "../api/second-yes";
import classes from "./conflicts.module.css";

/** Decisions that wait for another person, named where reviewers work; nothing when none does. */
export function SecondYesNotice() {
  const waiting = useQuery(secondYesQuery);
  const rows = waiting.data?.results ?? [];
  if (rows.length === 0) return null;
  return (
    <Panel
      title={t`Waiting for a second yes`}
      aside={
        <Link to="/conflicts?rule=second_yes">
          <Trans>Agree or drop</Trans>
        </Link>
      }
    >
      <ul className={classes.waiting}>
        {rows.map(({ id, decision }) => (
          <li key={id}>
            {decision.title_a.text} <i>{relationName(decision.relation ?? "")}</i>{" "}
            {decision.title_b.text}
            {decision.person && <small> · {decision.person.username}</small>}
          </li>
        ))}
        {waiting.data?.next && (
          <li>
            <Trans>and more</Trans>
          </li>
        )}
      </ul>
    </Panel>
  );
}

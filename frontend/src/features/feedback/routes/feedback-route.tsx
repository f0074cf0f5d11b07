import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";

import { feedbackQuery } from "../api/feedback";
import { FeedbackCard } from "../components/feedback-card";
import classes from "../components/feedback.module.css";

export default function FeedbackRoute() {
  const [state, setState] = useState("open");
  const feedback = useInfiniteQuery(feedbackQuery(state));
  return (
    <Page
      title={t`Feedback`}
      lead={t`What the search team found wrong or missing. Two titles that they name are asked before all others.`}
      actions={
        <SegmentedControl
          aria-label={t`Which feedback`}
          value={state}
          onChange={setState}
          data={[
            { value: "open", label: t`Open` },
            { value: "closed", label: t`Dealt with` },
            { value: "all", label: t`All` },
          ]}
        />
      }
    >
      <Bound query={feedback}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyState
                title={state === "closed" ? t`Nothing dealt with yet` : t`Nobody has complained`}
              >
                <Trans>
                  A search service reports what its users stumble over, by the address “feedback” of
                  the API; it stands here until a lead says that it was dealt with.
                </Trans>
              </EmptyState>
            </Panel>
          ) : (
            <div className={classes.list}>
              {rows.map((one) => (
                <FeedbackCard key={one.id} feedback={one} />
              ))}
            </div>
          )
        }
      </Bound>
      <LoadMore query={feedback} />
    </Page>
  );
}

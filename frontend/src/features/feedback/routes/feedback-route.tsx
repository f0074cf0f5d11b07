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
      title="Feedback"
      lead="What the search team found wrong or missing. Two titles that they name are asked before all others."
      actions={
        <SegmentedControl
          aria-label="Which feedback"
          value={state}
          onChange={setState}
          data={[
            { value: "open", label: "Open" },
            { value: "closed", label: "Dealt with" },
            { value: "all", label: "All" },
          ]}
        />
      }
    >
      <Bound query={feedback}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyState
                title={state === "closed" ? "Nothing dealt with yet" : "Nobody has complained"}
              >
                A search service reports what its users stumble over, by the address “feedback” of
                the API; it stands here until a lead says that it was dealt with.
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

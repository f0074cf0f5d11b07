import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";

import { conflictsQuery } from "../api/conflicts";
import { ConflictCard } from "../components/conflict-card";
import classes from "../components/conflicts.module.css";

export default function ConflictsRoute() {
  const [state, setState] = useState("open");
  const conflicts = useInfiniteQuery(conflictsQuery(state));
  return (
    <Page
      title="Conflicts"
      lead="Decisions that would contradict the graph, each with the edges that prove it. One of the two has to give way."
      actions={
        <SegmentedControl
          aria-label="Which conflicts"
          value={state}
          onChange={setState}
          data={[
            { value: "open", label: "Open" },
            { value: "all", label: "All" },
          ]}
        />
      }
    >
      <Bound query={conflicts}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No conflicts">
              Every decision fits the graph. One that does not would wait here, with its proof.
            </EmptyState>
          ) : (
            <div className={classes.list}>
              {rows.map((conflict) => (
                <ConflictCard key={conflict.id} conflict={conflict} />
              ))}
            </div>
          )
        }
      </Bound>
      <LoadMore query={conflicts} />
    </Page>
  );
}

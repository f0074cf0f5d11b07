import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";

import { conceptQuery } from "../api/concepts";
import { EdgeList } from "./edge-list";
import classes from "./graph.module.css";
import { LadderView } from "./ladder-view";
import { RetirementPanel } from "./retirement-panel";

interface Props {
  concept: number;
  release: string;
  hidden: ReadonlySet<string>;
  edge: number | null;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
}

/** The concept in the middle: its titles, its edges as a list, its ladder. */
export function ConceptPanel(props: Props) {
  const { concept, release, onConcept } = props;
  const data = useQuery(conceptQuery(concept, release));
  const [view, setView] = useState("edges");
  const isLead = useCan("review");
  return (
    <>
      <Bound query={data} lines={2}>
        {({ preferred, titles }) => (
          <div>
            <h2 className={classes.conceptName}>{preferred.text}</h2>
            {titles.length > 1 && (
              <p className={classes.otherTitles}>
                {titles
                  .filter((title) => title.id !== preferred.id)
                  .map((title, index) => (
                    <span key={title.id}>
                      {index > 0 && ", "}
                      <Link to={`/titles/${title.id}`}>{title.text}</Link>
                    </span>
                  ))}
              </p>
            )}
          </div>
        )}
      </Bound>
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="What to show of the concept"
        value={view}
        onChange={setView}
        data={[
          { value: "edges", label: "Edges" },
          { value: "ladder", label: "Ladder" },
        ]}
      />
      <Panel>
        {view === "edges" ? (
          <EdgeList {...props} />
        ) : (
          <LadderView concept={concept} release={release} onConcept={onConcept} />
        )}
      </Panel>
      {isLead && <RetirementPanel concept={concept} />}
    </>
  );
}

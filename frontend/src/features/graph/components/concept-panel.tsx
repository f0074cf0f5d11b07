import { t } from "@lingui/core/macro";
import { SegmentedControl, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";

import { conceptQuery } from "../api/concepts";
import type { ViewState } from "../view-state";
import { ChangesPanel } from "./changes-panel";
import { EdgeList } from "./edge-list";
import classes from "./graph.module.css";
import { LadderView } from "./ladder-view";
import { PathPanel } from "./path-panel";
import { RetirementPanel } from "./retirement-panel";

interface Props {
  concept: number;
  view: ViewState;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
  onChange: (changes: Partial<ViewState>) => void;
}

/** The concept in the middle: its titles, and beside the picture the same in words. */
export function ConceptPanel({ concept, view, onConcept, onEdge, onChange }: Props) {
  const { release } = view;
  const data = useQuery(conceptQuery(concept, release));
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
      {view.view === "ladder" ? (
        <Panel title={t`Ladder`}>
          <Switch
            size="xs"
            mb="xs"
            label={t`everybody on this ladder`}
            checked={view.wholeLadder}
            onChange={(event) => onChange({ wholeLadder: event.currentTarget.checked })}
          />
          <LadderView
            concept={concept}
            release={release}
            whole={view.wholeLadder}
            onConcept={onConcept}
          />
        </Panel>
      ) : (
        <>
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label={t`What to tell of the concept`}
            value={view.side}
            onChange={(side) => onChange({ side: side })}
            data={[
              { value: "edges", label: t`Edges` },
              { value: "path", label: t`Way to` },
              { value: "changes", label: t`Changes` },
            ]}
          />
          <Panel>
            {view.side === "edges" && (
              <EdgeList
                concept={concept}
                release={release}
                hidden={view.hidden}
                edge={view.edge}
                onConcept={onConcept}
                onEdge={onEdge}
              />
            )}
            {view.side === "path" && (
              <PathPanel
                concept={concept}
                to={view.to}
                release={release}
                onTo={(to) => onChange({ to, view: "picture", camera: null })}
                onEdge={onEdge}
              />
            )}
            {view.side === "changes" && (
              <ChangesPanel
                concept={concept}
                release={release}
                against={view.against}
                depth={view.depth}
                onConcept={onConcept}
              />
            )}
          </Panel>
        </>
      )}
      {isLead && <RetirementPanel concept={concept} />}
    </>
  );
}

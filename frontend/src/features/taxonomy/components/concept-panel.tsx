import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { RetirementPanel } from "@/features/graph/components/retirement-panel";
import { useCan } from "@/features/session/use-who";

import { type ConceptDetail, conceptDetailQuery } from "../api/tree";
import { Relations, Standing } from "./about";
import type { Asked, Done } from "./change-dialogs";
import classes from "./taxonomy.module.css";
import { TitlesList } from "./titles-list";

interface Props {
  concept: number;
  onConcept: (concept: number) => void;
  onAsk: (asked: Asked) => void;
  onDone: (done: Done) => void;
}

/** All of one concept, beside the tree. */
export function ConceptPanel({ concept, onConcept, onAsk, onDone }: Props) {
  const detail = useQuery(conceptDetailQuery(concept));
  const isLead = useCan("review");
  return (
    <Bound query={detail} lines={6}>
      {(found) => {
        const canEdit = isLead && found.state === "current";
        return (
          <>
            <h2 className={classes.conceptName}>{found.name}</h2>
            {canEdit && <Actions concept={found} onAsk={onAsk} />}
            <Standing concept={found} onConcept={onConcept} />
            <TitlesList concept={found} edit={canEdit ? { ask: onAsk, done: onDone } : null} />
            <Relations concept={found} onConcept={onConcept} />
            {isLead && <RetirementPanel concept={found.id} />}
          </>
        );
      }}
    </Bound>
  );
}

function Actions({ concept, onAsk }: { concept: ConceptDetail; onAsk: Props["onAsk"] }) {
  const buttons: (readonly [Asked["do"], string])[] = [
    ["rename", "Rename"],
    ["move", "Move"],
    ["merge", "Merge"],
    ...(concept.all_titles.length > 1 ? ([["split", "Split"]] as const) : []),
  ];
  return (
    <div className={classes.buttons}>
      {buttons.map(([what, name]) => (
        <Button
          key={what}
          size="compact-sm"
          variant="default"
          onClick={() => onAsk({ do: what, concept })}
        >
          {name}
        </Button>
      ))}
    </div>
  );
}

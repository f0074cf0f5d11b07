import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { RetirementPanel } from "@/features/graph/components/retirement-panel";
import { useCan } from "@/features/session/use-who";

import { conceptDetailQuery } from "../api/tree";
import { Relations, Standing } from "./about";
import classes from "./taxonomy.module.css";
import { TitlesList } from "./titles-list";

interface Props {
  concept: number;
  onConcept: (concept: number) => void;
}

/** All of one concept, beside the tree. */
export function ConceptPanel({ concept, onConcept }: Props) {
  const detail = useQuery(conceptDetailQuery(concept));
  const isLead = useCan("review");
  return (
    <Bound query={detail} lines={6}>
      {(found) => (
        <>
          <h2 className={classes.conceptName}>{found.name}</h2>
          <Standing concept={found} onConcept={onConcept} />
          <TitlesList concept={found} />
          <Relations concept={found} onConcept={onConcept} />
          {isLead && <RetirementPanel concept={found.id} />}
        </>
      )}
    </Bound>
  );
}

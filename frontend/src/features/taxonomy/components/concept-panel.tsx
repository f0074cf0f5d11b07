import { t } from "@lingui/core/macro";
import { Button, SegmentedControl } from "@mantine/core";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Refusal } from "@/components/refusal";
import { RetirementPanel } from "@/features/graph/components/retirement-panel";
import { useCan } from "@/features/session/use-who";
import { count } from "@/lib/format";

import { unwatch, watch } from "../api/attention";
import { type ConceptDetail, conceptDetailQuery } from "../api/tree";
import { Relations, Standing } from "./about";
import type { Asked, Done } from "./change-dialogs";
import { Comments } from "./comments";
import { History } from "./history";
import classes from "./taxonomy.module.css";
import { TitlesList } from "./titles-list";

interface Props {
  concept: number;
  onConcept: (concept: number) => void;
  onAsk: (asked: Asked) => void;
  onDone: (done: Done) => void;
  /** Something of the concept was taken back, or it was retired. */
  onChanged: () => void;
}

/** All of one concept, beside the tree. */
export function ConceptPanel({ concept, onConcept, onAsk, onDone, onChanged }: Props) {
  const detail = useQuery(conceptDetailQuery(concept));
  const isLead = useCan("review");
  const [part, setPart] = useState("about");
  return (
    <Bound query={detail} lines={6}>
      {(found) => {
        const canEdit = isLead && found.state === "current";
        return (
          <>
            <h2 className={classes.conceptName}>{found.name}</h2>
            <div className={classes.buttons}>
              {canEdit && <Actions concept={found} onAsk={onAsk} />}
              <WatchButton concept={found} />
            </div>
            <SegmentedControl
              fullWidth
              size="xs"
              aria-label={t`What to show of the concept`}
              value={part}
              onChange={setPart}
              data={[
                { value: "about", label: t`About` },
                { value: "history", label: t`History` },
                {
                  value: "comments",
                  label:
                    found.comments > 0
                      ? t`Comments ${{ comments: count(found.comments) }}`
                      : t`Comments`,
                },
              ]}
            />
            {part === "about" && (
              <>
                <Standing concept={found} onConcept={onConcept} />
                <TitlesList concept={found} edit={canEdit ? { ask: onAsk, done: onDone } : null} />
                <Relations concept={found} onConcept={onConcept} />
                {isLead && <RetirementPanel concept={found.id} onChanged={onChanged} />}
              </>
            )}
            {part === "history" && (
              <History concept={found.id} canEdit={isLead} onChanged={onChanged} />
            )}
            {part === "comments" && <Comments concept={found.id} />}
          </>
        );
      }}
    </Bound>
  );
}

function WatchButton({ concept }: { concept: ConceptDetail }) {
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: () => (concept.watching ? unwatch(concept.id) : watch(concept.id)),
    onSettled: () => client.invalidateQueries({ queryKey: ["taxonomy"] }),
  });
  const Icon = concept.watching ? IconEyeOff : IconEye;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-pressed={concept.watching}
        leftSection={<Icon size={15} aria-hidden="true" />}
        loading={change.isPending}
        onClick={() => change.mutate()}
      >
        {concept.watching ? t`Watching` : t`Watch`}
      </Button>
      {change.error && <Refusal error={change.error} />}
    </>
  );
}

function Actions({ concept, onAsk }: { concept: ConceptDetail; onAsk: Props["onAsk"] }) {
  const buttons: (readonly [Asked["do"], string])[] = [
    ["rename", t`Rename`],
    ["move", t`Move`],
    ["merge", t`Merge`],
    ...(concept.all_titles.length > 1 ? ([["split", t`Split`]] as const) : []),
  ];
  return buttons.map(([what, name]) => (
    <Button
      key={what}
      size="compact-sm"
      variant="default"
      onClick={() => onAsk({ do: what, concept })}
    >
      {name}
    </Button>
  ));
}

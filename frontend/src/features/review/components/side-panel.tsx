import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { previewQuery } from "@/features/decisions/api/preview";
import { PreviewView } from "@/features/decisions/components/preview-view";
import { say } from "@/lib/texts";
import { RelationChooser } from "@/relations/relation-chooser";
import { RelationSentence } from "@/relations/relation-sentence";

import type { Proposal } from "../api/proposals";
import { type Mark, whyNotOf } from "../marks";
import { WHY_NOT } from "../why-not";
import { Evidence } from "./evidence";
import classes from "./review.module.css";

interface Props {
  proposal: Proposal;
  mark: Mark | undefined;
  onMark: (mark: Mark) => void;
}

/** About the proposal at hand: what it says, what it would change, why it is made, and other answers. */
export function SidePanel({ proposal, mark, onMark }: Props) {
  const { pair } = proposal;
  const relation = mark?.verdict === "change" ? mark.relation : proposal.relation;
  const seen = useQuery(
    previewQuery({ title_a: pair.title_a.id, title_b: pair.title_b.id, relation }),
  );
  return (
    <aside className={classes.side} aria-label={t`About this proposal`}>
      <Panel>
        <p className={classes.says}>
          <RelationSentence a={pair.title_a.text} relation={relation} b={pair.title_b.text} />
        </p>
        <Link to={`/pairs/${pair.id}`}>
          <Trans>All about this pair</Trans>
        </Link>
      </Panel>
      <Panel title={t`What keeping it would change`}>
        <Bound query={seen} lines={2}>
          {(data) => <PreviewView preview={data} />}
        </Bound>
      </Panel>
      <Panel title={t`Why it is proposed`}>
        <Evidence proposal={proposal} />
      </Panel>
      <Panel title={t`Drop it, because`}>
        <div className={classes.whyNot} role="group" aria-label={t`Why it is dropped`}>
          {WHY_NOT.map(([why, words], index) => (
            <button
              key={why}
              type="button"
              aria-pressed={whyNotOf(mark) === why}
              onClick={() => onMark({ verdict: "reject", why_not: why })}
            >
              <kbd>{index + 1}</kbd>
              {say(words)}
            </button>
          ))}
        </div>
      </Panel>
      <Panel title={t`Something else instead`}>
        <RelationChooser
          label={t`The right relation`}
          value={relation}
          onChange={(chosen) =>
            onMark(
              chosen === proposal.relation
                ? { verdict: "accept" }
                : { verdict: "change", relation: chosen },
            )
          }
        />
      </Panel>
    </aside>
  );
}

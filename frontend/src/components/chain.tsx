import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";

import type { ChainLink } from "@/api/shapes";
import { RelationBadge } from "@/relations/relation-badge";
import { colourOf, isRelation } from "@/relations/relations";

import classes from "./components.module.css";
import { TitleText } from "./title-text";

interface Props {
  links: ChainLink[];
  /** Something to do with one link, such as choosing it. */
  action?: (link: ChainLink) => ReactNode;
}

/** The edges that prove a contradiction, drawn one under the other as a thread. */
export function Chain({ links, action }: Props) {
  if (links.length === 0) {
    return (
      <small style={{ color: "var(--tl-dim)" }}>
        <IconInfoCircle size={14} aria-hidden="true" />{" "}
        <Trans>The rule needs no chain: the two titles alone show it.</Trans>
      </small>
    );
  }
  return (
    <ol className={classes.chain} aria-label={t`Edges that prove it`}>
      {links.map((link) => {
        const colour = isRelation(link.relation) ? colourOf(link.relation) : "var(--tl-dim)";
        return (
          <li key={link.edge} style={{ "--rel": colour } as React.CSSProperties}>
            <span className={classes.chainLine} aria-hidden="true" />
            <span className={classes.pairText}>
              <TitleText>{link.subject_title}</TitleText>
              <RelationBadge relation={link.relation} />
              <TitleText>{link.object_title}</TitleText>
            </span>
            {action?.(link)}
          </li>
        );
      })}
    </ol>
  );
}

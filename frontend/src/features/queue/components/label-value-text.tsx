import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";

import { count } from "@/lib/format";

import type { LabelValue } from "../api/queue";
import classes from "./queue.module.css";

type Surprise = LabelValue["chosen"];

function Line({ name, surprise }: { name: string; surprise: Surprise }) {
  const share = surprise.answered > 0 ? surprise.surprising / surprise.answered : 0;
  return (
    <li>
      <span>{name}</span>
      <b>
        {surprise.answered === 0
          ? t`none answered yet`
          : t`${{ share: Math.round(share * 100) }} % of ${{ answered: count(surprise.answered) }}`}
      </b>
    </li>
  );
}

/** What a label teaches: where it contradicts what the model believed. */
export function LabelValueText({ value }: { value: LabelValue }) {
  return (
    <div className={classes.worth}>
      <p>{sentenceOf(value)}</p>
      <ul>
        <Line name={t`chosen pairs that contradicted the model`} surprise={value.chosen} />
        <Line name={t`random pairs that did`} surprise={value.at_random} />
      </ul>
      {value.gain_gone === true && (
        <p className={classes.said}>
          <Trans>
            Choosing by doubt brings no more than chance now: “What the model cannot tell” draws at
            random until that changes.
          </Trans>
        </p>
      )}
    </div>
  );
}

function sentenceOf(value: LabelValue): string {
  if (value.corrections === null)
    return t`Too few answers to tell: a model has to propose first, and then about 100 pairs of either kind have to be judged.`;
  return plural(
    { corrections: value.corrections },
    {
      one: "200 more labels would correct the model about once.",
      other: "200 more labels would correct the model about # times.",
    },
  );
}

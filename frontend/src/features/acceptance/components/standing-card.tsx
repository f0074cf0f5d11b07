import { msg, plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { NumberInput, Progress, Select, Switch } from "@mantine/core";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { count, decimals } from "@/lib/format";
import { choicesOf } from "@/lib/texts";
import { RelationBadge } from "@/relations/relation-badge";
import { relationName } from "@/relations/relations";

import type { AcceptanceChange, Standing } from "../api/acceptance";
import classes from "./acceptance.module.css";

const PROMISES = [
  { value: "0.01", label: msg`at most 1 % wrong` },
  { value: "0.02", label: msg`at most 2 % wrong` },
  { value: "0.05", label: msg`at most 5 % wrong` },
  { value: "0.1", label: msg`at most 10 % wrong` },
];

interface Props {
  standing: Standing;
  mayChange: boolean;
  busy: boolean;
  onChange: (change: AcceptanceChange) => void;
}

/** One relation: its switch, its promise, what reviews have shown, and what it has done. */
export function StandingCard({ standing, mayChange, busy, onChange }: Props) {
  const promises = PROMISES.some((promise) => Number(promise.value) === standing.alpha)
    ? choicesOf(PROMISES)
    : [
        ...choicesOf(PROMISES),
        {
          value: String(standing.alpha),
          label: t`at most ${{ alpha: percent(standing.alpha) }} wrong`,
        },
      ];
  return (
    <Panel
      title={<RelationBadge relation={standing.relation} />}
      aside={
        <Switch
          label={standing.enabled ? t`On` : t`Off`}
          labelPosition="left"
          aria-label={t`Accept ${{ relation: relationName(standing.relation) }} without a person`}
          checked={standing.enabled}
          disabled={!mayChange || busy}
          onChange={(event) => onChange({ enabled: event.currentTarget.checked })}
        />
      }
    >
      <div className={classes.card}>
        {standing.reason && <p className={classes.stopped}>{standing.reason}</p>}
        <p className={classes.verdict}>{verdictOf(standing)}</p>
        <Evidence standing={standing} />
        <div className={classes.knobs}>
          <Select
            label={t`Promise`}
            data={promises}
            value={String(standing.alpha)}
            allowDeselect={false}
            disabled={!mayChange || busy}
            onChange={(value) => value && onChange({ alpha: Number(value) })}
          />
          <NumberInput
            label={t`Left to people`}
            suffix=" %"
            min={0}
            max={100}
            decimalScale={1}
            key={standing.sample_share}
            defaultValue={Math.round(standing.sample_share * 1000) / 10}
            disabled={!mayChange || busy}
            onBlur={(event) => {
              const share = Number.parseFloat(event.currentTarget.value) / 100;
              if (Number.isFinite(share) && share !== standing.sample_share)
                onChange({ sample_share: share });
            }}
          />
        </div>
        <dl className={classes.facts}>
          <div>
            <dt>
              <Trans>accepted so far</Trans>
            </dt>
            <dd>{count(standing.accepted)}</dd>
          </div>
          <div>
            <dt>
              <Trans>of these, decided otherwise since</Trans>
            </dt>
            <dd>{count(standing.taken_back)}</dd>
          </div>
          <div>
            <dt>
              <Trans>audited while on</Trans>
            </dt>
            <dd>
              {standing.audited === 0
                ? t`none yet`
                : t`${{ audited: count(standing.audited) }}, ${{ auditWrong: count(standing.audit_wrong) }} wrong`}
            </dd>
          </div>
        </dl>
      </div>
    </Panel>
  );
}

function Evidence({ standing }: { standing: Standing }) {
  const share = Math.min(100, (100 * standing.reviewed) / standing.needed);
  const isEarned = standing.threshold !== null;
  const isShort =
    !isEarned &&
    standing.model_version !== "" &&
    standing.reviewed + standing.waiting < standing.needed;
  return (
    <div className={classes.evidence}>
      <Progress
        value={share}
        color={isEarned ? "teal" : "gray"}
        aria-label={t`${{ reviewed: standing.reviewed }} reviewed, ${{ needed: standing.needed }} without an error are enough`}
      />
      <span>
        <Trans>
          <Plural value={{ reviewed: standing.reviewed }} one="# proposal" other="# proposals" /> of
          the sample reviewed, {{ wrong: count(standing.wrong) }} wrong;{" "}
          {{ needed: count(standing.needed) }} without an error are enough.
        </Trans>{" "}
        {standing.waiting > 0 && (
          <Link to={`/review?by=sample&relation=${standing.relation}`}>
            <Trans>Review the next of {{ waiting: count(standing.waiting) }}</Trans>
          </Link>
        )}
      </span>
      {isShort && (
        <span>
          <Trans>
            The sample is too small for this promise: leave a larger part to people, or promise
            less.
          </Trans>
        </span>
      )}
    </div>
  );
}

function verdictOf(standing: Standing): string {
  if (!standing.model_version) return t`No model has proposed anything yet.`;
  if (standing.threshold === null)
    return standing.reviewed < standing.needed
      ? t`Not enough evidence: everything stays with people.`
      : t`Too many of the reviewed ones were wrong to promise that.`;
  const line = t`From a score of ${{ threshold: decimals(standing.threshold) }} on, the promise is earned: ${{ evidenceWrong: standing.evidence_wrong }} of ${{ evidence: standing.evidence }} were wrong.`;
  const would = plural(
    { open: standing.would_accept },
    { one: "# open proposal lies above it.", other: "# open proposals lie above it." },
  );
  return `${line} ${would}`;
}

function percent(share: number): string {
  return t`${{ share: count(Math.round(share * 1000) / 10) }} %`;
}

import { NumberInput, Progress, Select, Switch } from "@mantine/core";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { count, counted } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

import type { AcceptanceChange, Standing } from "../api/acceptance";
import classes from "./acceptance.module.css";

const PROMISES = [
  { value: "0.01", label: "at most 1 % wrong" },
  { value: "0.02", label: "at most 2 % wrong" },
  { value: "0.05", label: "at most 5 % wrong" },
  { value: "0.1", label: "at most 10 % wrong" },
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
    ? PROMISES
    : [
        ...PROMISES,
        { value: String(standing.alpha), label: `at most ${percent(standing.alpha)} wrong` },
      ];
  return (
    <Panel
      title={<RelationBadge relation={standing.relation} />}
      aside={
        <Switch
          label={standing.enabled ? "On" : "Off"}
          labelPosition="left"
          aria-label={`Accept ${standing.relation} without a person`}
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
            label="Promise"
            data={promises}
            value={String(standing.alpha)}
            allowDeselect={false}
            disabled={!mayChange || busy}
            onChange={(value) => value && onChange({ alpha: Number(value) })}
          />
          <NumberInput
            label="Left to people"
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
            <dt>accepted so far</dt>
            <dd>{count(standing.accepted)}</dd>
          </div>
          <div>
            <dt>of these, decided otherwise since</dt>
            <dd>{count(standing.taken_back)}</dd>
          </div>
          <div>
            <dt>audited while on</dt>
            <dd>
              {standing.audited === 0
                ? "none yet"
                : `${count(standing.audited)}, ${count(standing.audit_wrong)} wrong`}
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
  return (
    <div className={classes.evidence}>
      <Progress
        value={share}
        color={isEarned ? "teal" : "gray"}
        aria-label={`${standing.reviewed} reviewed, ${standing.needed} without an error are enough`}
      />
      <span>
        {counted(standing.reviewed, "proposal")} of the sample reviewed, {count(standing.wrong)}{" "}
        wrong; {count(standing.needed)} without an error are enough.{" "}
        {standing.waiting > 0 && (
          <Link to={`/review?by=sample&relation=${standing.relation}`}>
            Review the next of {count(standing.waiting)}
          </Link>
        )}
      </span>
    </div>
  );
}

function verdictOf(standing: Standing): string {
  if (!standing.model_version) return "No model has proposed anything yet.";
  if (standing.threshold === null)
    return standing.reviewed < standing.needed
      ? "Not enough evidence: everything stays with people."
      : "Too many of the reviewed ones were wrong to promise that.";
  const line = `From a score of ${standing.threshold.toFixed(3)} on, the promise is earned: ${standing.evidence_wrong} of ${standing.evidence} were wrong.`;
  const would = `${counted(standing.would_accept, "open proposal")} ${standing.would_accept === 1 ? "lies" : "lie"} above it.`;
  return `${line} ${would}`;
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";

import { Bound } from "@/components/bound";
import { Facts } from "@/components/facts";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { count, momentOf } from "@/lib/format";

import { changesQuery } from "../api/changes";
import { type Release, releaseQuery, releasesQuery } from "../api/releases";
import { ChangeNotes } from "../components/change-notes";
import { Exports } from "../components/exports";
import { NotesPanel } from "../components/notes-panel";
import { ReleaseActions } from "../components/release-actions";
import { ReleaseState } from "../components/release-state";
import { ReplayPanel } from "../components/replay-panel";

function versionOf({ version, compatibility }: Release): string {
  const { against, level } = compatibility;
  if (against === null) return version;
  switch (level) {
    case "same":
      return t`${version}, says the same as release ${against}`;
    case "minor":
      return t`${version}, a minor step from release ${against}`;
    case "major":
      return t`${version}, a major step from release ${against}`;
  }
}

function byWhom(time: string, name: string | null): string {
  const at = momentOf(time);
  return name ? t`${at} by ${name}` : at;
}

/** Which model places titles that the release does not know. */
function placedBy(encoder: string): string {
  if (encoder === "box") return t`the model in the box`;
  return encoder ? t`model ${encoder}` : t`letters alone`;
}

export default function ReleaseRoute() {
  const number = Number(useParams().number);
  const release = useQuery(releaseQuery(number));
  const releases = useQuery(releasesQuery);
  const canRelease = useCan("review");
  const earlier = (releases.data ?? []).filter((one) => one.number < number);
  const [chosen, setChosen] = useState<string | null>(null);
  // A draft is held against what is published, not against another draft.
  const former = earlier.find((one) => one.state === "published") ?? earlier[0];
  const since = Number(chosen ?? former?.number ?? 0);
  const changes = useQuery({ ...changesQuery(number, since), enabled: since > 0 });

  return (
    <Page
      title={t`Release ${number}`}
      lead={
        <Link to="/releases">
          <Trans>All releases</Trans>
        </Link>
      }
      actions={canRelease && release.data && <ReleaseActions release={release.data} />}
    >
      <Bound query={release}>
        {(data) => (
          <>
            <Panel title={<ReleaseState release={data} />}>
              <Facts
                of={[
                  [t`Version`, versionOf(data)],
                  [t`Concepts`, count(data.counts.concepts ?? 0)],
                  [t`Titles`, count(data.counts.titles ?? 0)],
                  [t`Edges`, count(data.counts.edges ?? 0)],
                  [t`Up to decision`, count(data.ledger_seq)],
                  [
                    t`Open conflicts then`,
                    data.counts.conflicts ? count(data.counts.conflicts) : t`none`,
                  ],
                  [t`Built`, byWhom(data.built_at, data.built_by)],
                  [t`Published`, data.published_at && byWhom(data.published_at, data.published_by)],
                  [
                    t`Withdrawn`,
                    data.withdrawn_at && `${momentOf(data.withdrawn_at)}: ${data.withdrawn_reason}`,
                  ],
                  [t`New titles placed by`, placedBy(data.encoder)],
                  [t`Note`, data.note],
                  [t`Content`, <code key="hash">{data.content_hash.slice(0, 16)}</code>],
                ]}
              />
            </Panel>
            <NotesPanel number={number} editable={canRelease} />
            <Exports number={number} />
            {earlier.length > 1 && (
              <Select
                label={t`Compare with`}
                w={200}
                value={String(since)}
                allowDeselect={false}
                onChange={setChosen}
                data={earlier.map((one) => ({
                  value: String(one.number),
                  label: t`release ${{ number: one.number }}`,
                }))}
              />
            )}
            {since > 0 && (
              <Bound query={changes}>
                {(found) => <ChangeNotes changes={found} number={number} />}
              </Bound>
            )}
            {since > 0 && <ReplayPanel number={number} since={since} />}
          </>
        )}
      </Bound>
    </Page>
  );
}

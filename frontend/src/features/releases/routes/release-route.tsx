import { Button, Modal, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
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
import { ReleaseState } from "../components/release-state";
import { useReleaseActions } from "../use-release-actions";

function Actions({ release }: { release: Release }) {
  const { publish, withdraw } = useReleaseActions();
  const [opened, modal] = useDisclosure(false);
  const [reason, setReason] = useState("");
  return (
    <>
      {release.state === "draft" && (
        <Button loading={publish.isPending} onClick={() => publish.mutate(release.number)}>
          Publish
        </Button>
      )}
      {release.state !== "withdrawn" && (
        <Button variant="default" onClick={modal.open}>
          Withdraw
        </Button>
      )}
      <Modal opened={opened} onClose={modal.close} title={`Withdraw release ${release.number}`}>
        <TextInput
          label="Why"
          description="Whoever asks for this release is told so"
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          mt="md"
          color="red"
          disabled={reason.trim() === ""}
          loading={withdraw.isPending}
          onClick={() =>
            withdraw.mutate({ number: release.number, reason }, { onSuccess: modal.close })
          }
        >
          Withdraw it
        </Button>
      </Modal>
    </>
  );
}

export default function ReleaseRoute() {
  const number = Number(useParams().number);
  const release = useQuery(releaseQuery(number));
  const releases = useQuery(releasesQuery);
  const canRelease = useCan("review");
  const earlier = (releases.data ?? []).filter((one) => one.number < number);
  const [chosen, setChosen] = useState<string | null>(null);
  const since = Number(chosen ?? earlier[0]?.number ?? 0);
  const changes = useQuery({ ...changesQuery(number, since), enabled: since > 0 });

  return (
    <Page
      title={`Release ${number}`}
      lead={<Link to="/releases">All releases</Link>}
      actions={canRelease && release.data && <Actions release={release.data} />}
    >
      <Bound query={release}>
        {(data) => (
          <>
            <Panel title={<ReleaseState release={data} />}>
              <Facts
                of={[
                  ["Concepts", count(data.counts.concepts ?? 0)],
                  ["Titles", count(data.counts.titles ?? 0)],
                  ["Edges", count(data.counts.edges ?? 0)],
                  ["Up to decision", count(data.ledger_seq)],
                  [
                    "Open conflicts then",
                    data.counts.conflicts ? count(data.counts.conflicts) : "none",
                  ],
                  [
                    "Built",
                    `${momentOf(data.built_at)}${data.built_by ? ` by ${data.built_by}` : ""}`,
                  ],
                  [
                    "Published",
                    data.published_at &&
                      `${momentOf(data.published_at)}${data.published_by ? ` by ${data.published_by}` : ""}`,
                  ],
                  [
                    "Withdrawn",
                    data.withdrawn_at && `${momentOf(data.withdrawn_at)}: ${data.withdrawn_reason}`,
                  ],
                  ["Note", data.note],
                  ["Content", <code key="hash">{data.content_hash.slice(0, 16)}</code>],
                ]}
              />
            </Panel>
            <Exports number={number} />
            {earlier.length > 1 && (
              <Select
                label="Compare with"
                w={200}
                value={String(since)}
                allowDeselect={false}
                onChange={setChosen}
                data={earlier.map((one) => ({
                  value: String(one.number),
                  label: `release ${one.number}`,
                }))}
              />
            )}
            {since > 0 && (
              <Bound query={changes}>{(found) => <ChangeNotes changes={found} />}</Bound>
            )}
          </>
        )}
      </Bound>
    </Page>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Group, Table, TextInput, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { useCan } from "@/features/session/use-who";
import { count, momentOf } from "@/lib/format";

import { type Release, releasesQuery } from "../api/releases";
import { ExperimentsPanel } from "../components/experiments-panel";
import { ReleaseState } from "../components/release-state";
import { useReleaseActions } from "../use-release-actions";

function Rows({
  releases,
  publish,
}: {
  releases: Release[];
  publish: ((n: number) => void) | null;
}) {
  return (
    <Table.ScrollContainer minWidth={720}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Release</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Version</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>State</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Concepts</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Titles</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>Edges</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>New edges</Trans>
            </Table.Th>
            <Table.Th>
              <Trans>Built</Trans>
            </Table.Th>
            <Table.Th>
              <VisuallyHidden>
                <Trans>Actions</Trans>
              </VisuallyHidden>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {releases.map((release) => (
            <Table.Tr key={release.number}>
              <Table.Td>
                <Link to={`/releases/${release.number}`}>
                  <Trans>release {{ number: release.number }}</Trans>
                </Link>
                {release.note && (
                  <small style={{ display: "block", color: "var(--tl-dim)" }}>{release.note}</small>
                )}
              </Table.Td>
              <Table.Td>
                {release.version}
                {release.compatibility.level === "major" && (
                  <Badge ml={6} size="sm" variant="light" color="orange">
                    <Trans>major</Trans>
                  </Badge>
                )}
              </Table.Td>
              <Table.Td>
                <ReleaseState release={release} />
              </Table.Td>
              <Table.Td ta="right">{count(release.counts.concepts ?? 0)}</Table.Td>
              <Table.Td ta="right">{count(release.counts.titles ?? 0)}</Table.Td>
              <Table.Td ta="right">{count(release.counts.edges ?? 0)}</Table.Td>
              <Table.Td ta="right">{count(release.counts.new_edges ?? 0)}</Table.Td>
              <Table.Td c="dimmed">
                {momentOf(release.built_at)}
                {release.built_by && <> {t`by ${{ name: release.built_by }}`}</>}
              </Table.Td>
              <Table.Td ta="right">
                {publish &&
                  release.state === "draft" &&
                  release.compatibility.level !== "major" && (
                    <Button size="compact-xs" onClick={() => publish(release.number)}>
                      <Trans>Publish</Trans>
                    </Button>
                  )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export default function ReleasesRoute() {
  const releases = useQuery(releasesQuery);
  const canRelease = useCan("review");
  const { build, publish } = useReleaseActions();
  const [note, setNote] = useState("");
  return (
    <Page
      title={t`Releases`}
      lead={t`Numbered, unchanging states of the graph. The search team gets the newest published one; a draft is for looking.`}
      actions={
        canRelease && (
          <Group gap="xs" wrap="nowrap">
            <TextInput
              aria-label={t`Note`}
              placeholder={t`A note for the readers`}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Button
              loading={build.isPending}
              onClick={() => build.mutate(note, { onSuccess: () => setNote("") })}
            >
              <Trans>Build a release</Trans>
            </Button>
          </Group>
        )
      }
    >
      <Panel flush>
        <Bound query={releases}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={t`No release yet`}>
                <Trans>
                  Build one: it holds what is decided up to now. Publishing it makes it what the
                  search team is served.
                </Trans>
              </EmptyState>
            ) : (
              <Rows releases={rows} publish={canRelease ? (n) => publish.mutate(n) : null} />
            )
          }
        </Bound>
      </Panel>
      {releases.data && releases.data.length > 0 && (
        <ExperimentsPanel releases={releases.data} canStart={canRelease} />
      )}
    </Page>
  );
}

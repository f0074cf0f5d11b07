import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Group, NumberInput, Select, Table, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Bound } from "@/components/bound";
import { Panel } from "@/components/panel";
import { StateMark } from "@/components/state-mark";
import { momentOf, percent } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";

import {
  type Experiment,
  experimentsQuery,
  startExperiment,
  stopExperiment,
} from "../api/experiments";
import type { Release } from "../api/releases";
import classes from "./releases.module.css";

function StartForm({ releases, onStarted }: { releases: Release[]; onStarted: () => void }) {
  const published = releases.filter((one) => one.state === "published");
  const [name, setName] = useState("");
  const [control, setControl] = useState<string | null>(null);
  const [variant, setVariant] = useState<string | null>(null);
  const [share, setShare] = useState<string | number>(50);
  const start = useMutation({
    mutationFn: startExperiment,
    onSuccess: onStarted,
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  const options = published.map((one) => ({
    value: String(one.number),
    label: t`release ${{ number: one.number }}`,
  }));
  const isReady = name.trim() !== "" && control !== null && variant !== null && control !== variant;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (isReady)
          start.mutate({
            name,
            control: Number(control),
            variant: Number(variant),
            share: Number(share) / 100,
          });
      }}
    >
      <Group align="end" gap="sm">
        <TextInput
          label={t`What it is about`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select label={t`Most get`} w={150} data={options} value={control} onChange={setControl} />
        <Select
          label={t`The others get`}
          w={150}
          data={options}
          value={variant}
          onChange={setVariant}
        />
        <NumberInput
          label={t`Others, in %`}
          w={110}
          min={1}
          max={99}
          value={share}
          onChange={setShare}
        />
        <Button type="submit" disabled={!isReady} loading={start.isPending}>
          <Trans>Start</Trans>
        </Button>
      </Group>
    </form>
  );
}

function Rows({
  experiments,
  onStop,
}: {
  experiments: Experiment[];
  onStop: ((id: number) => void) | null;
}) {
  return (
    <Table verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>
            <Trans>Experiment</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Most got</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>The others got</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>The parts</Trans>
          </Table.Th>
          <Table.Th>
            <Trans>Time</Trans>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {experiments.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>{one.name}</Table.Td>
            {(["control", "variant"] as const).map((arm) => (
              <Table.Td key={arm}>
                <Trans>
                  release {{ release: one.arms[arm]?.release ?? "–" }}:{" "}
                  <Plural
                    value={{ units: one.arms[arm]?.units ?? 0 }}
                    one="# asker"
                    other="# askers"
                  />
                  ,{" "}
                  <Plural
                    value={{ answers: one.arms[arm]?.answers ?? 0 }}
                    one="# answer"
                    other="# answers"
                  />
                </Trans>
              </Table.Td>
            ))}
            <Table.Td>
              <StateMark tone={one.ratio_mismatch ? "bad" : "good"}>
                {one.ratio_mismatch
                  ? t`not as planned: trust no result`
                  : t`as planned (${{ share: percent(one.share) }} get the second)`}
              </StateMark>
            </Table.Td>
            <Table.Td>
              {one.ended_at === null ? (
                <Group gap="xs" wrap="nowrap">
                  <Trans>since {{ time: momentOf(one.started_at) }}</Trans>
                  {onStop && (
                    <Button size="compact-xs" variant="default" onClick={() => onStop(one.id)}>
                      <Trans>Stop</Trans>
                    </Button>
                  )}
                </Group>
              ) : (
                t`${{ startedAt: momentOf(one.started_at) }} to ${{ endedAt: momentOf(one.ended_at) }}`
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** Two releases on live questions: who asks for `latest` gets one of them, always the same one. */
export function ExperimentsPanel({
  releases,
  canStart,
}: {
  releases: Release[];
  canStart: boolean;
}) {
  const client = useQueryClient();
  const experiments = useQuery(experimentsQuery);
  const refresh = () => void client.invalidateQueries({ queryKey: ["experiments"] });
  const stop = useMutation({
    mutationFn: stopExperiment,
    onSuccess: refresh,
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });
  const running = experiments.data?.some((one) => one.ended_at === null) ?? false;
  const several = releases.filter((one) => one.state === "published").length > 1;
  return (
    <Panel title={t`Two releases side by side`}>
      <p className={classes.quiet}>
        <Trans>
          A part of those who ask for the latest release gets another one, and each asker always the
          same. The search team reads the part in the header X-Titleloom-Arm.
        </Trans>
      </p>
      <Bound query={experiments}>
        {(rows) =>
          rows.length > 0 && (
            <Rows experiments={rows} onStop={canStart ? (id) => stop.mutate(id) : null} />
          )
        }
      </Bound>
      {canStart && !running && several && <StartForm releases={releases} onStarted={refresh} />}
      {!several && (
        <p className={classes.quiet}>
          <Trans>It needs two published releases.</Trans>
        </p>
      )}
    </Panel>
  );
}

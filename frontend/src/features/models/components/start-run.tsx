import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Checkbox, NumberInput, Select, Textarea } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";

import { Refusal } from "@/components/refusal";
import { Problem } from "@/lib/problem";
import { choicesOf } from "@/lib/texts";

import { datasetsQuery } from "../api/datasets";
import { startRun } from "../api/runs";
import { versionsQuery } from "../api/versions";
import classes from "./models.module.css";
import { PRESETS } from "./presets";

const CHOICES = [...PRESETS, { value: "", label: msg`A recipe of my own` }];
const FRESH = "fresh";
const BOX = "box";

interface Reason {
  code: string;
  sentence: string;
}

/** The preflight's reasons, when the server refused for them. */
function Reasons({ error, onWait }: { error: unknown; onWait: () => void }) {
  const told = error instanceof Problem ? error.document.reasons : undefined;
  const reasons = Array.isArray(told) ? (told as Reason[]) : [];
  const isIdle = reasons.length === 1 && reasons[0]?.code === "no_worker";
  return (
    <div role="alert">
      <Refusal error={error} />
      {reasons.length > 1 && (
        <ul>
          {reasons.map((reason) => (
            <li key={reason.code}>{reason.sentence}</li>
          ))}
        </ul>
      )}
      {isIdle && (
        <Button size="xs" variant="default" mt="xs" onClick={onWait}>
          <Trans>Queue it all the same</Trans>
        </Button>
      )}
    </div>
  );
}

/** What to train on and how; then straight to the run. */
export function StartRun() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const datasets = useInfiniteQuery(datasetsQuery);
  const versions = useInfiniteQuery(versionsQuery);
  const [dataset, setDataset] = useState(FRESH);
  const [preset, setPreset] = useState("quick");
  const [recipe, setRecipe] = useState("");
  const [seed, setSeed] = useState(1);
  const [from, setFrom] = useState(BOX);
  const [traced, setTraced] = useState(false);
  const start = useMutation({
    mutationFn: startRun,
    onSuccess: async (run) => {
      await client.invalidateQueries({ queryKey: ["runs"] });
      void navigate(`/models/runs/${run.id}`);
    },
  });
  const go = (wait = false) =>
    start.mutate({
      seed,
      wait,
      ...(from === BOX ? {} : { warm_start: from }),
      preset,
      ...(preset === "" ? { recipe } : traced ? { curve_points: 2 } : {}),
      ...(dataset === FRESH ? { freeze: true } : { dataset }),
    });

  return (
    <div className={classes.form}>
      <Select
        label={t`Data`}
        data={[
          { value: FRESH, label: t`All decisions as they are now` },
          ...(datasets.data ?? []).map((one) => ({
            value: one.name,
            label: t`${{ name: one.name }} (${plural({ pairs: one.train }, { one: "# pair to train on", other: "# pairs to train on" })})`,
          })),
        ]}
        value={dataset}
        allowDeselect={false}
        onChange={(value) => setDataset(value ?? FRESH)}
      />
      <Select
        label={t`How thoroughly`}
        data={choicesOf(CHOICES)}
        value={preset}
        allowDeselect={false}
        onChange={(value) => setPreset(value ?? "")}
      />
      {preset === "" && (
        <Textarea
          label={t`Recipe (TOML)`}
          autosize
          minRows={4}
          maxRows={14}
          ff="monospace"
          value={recipe}
          onChange={(event) => setRecipe(event.currentTarget.value)}
        />
      )}
      <Select
        label={t`From the weights of`}
        data={[
          { value: BOX, label: t`the model in the box` },
          ...(versions.data ?? []).map((one) => ({
            value: one.version,
            label:
              one.aliases.length > 0 ? `${one.version} (${one.aliases.join(", ")})` : one.version,
          })),
        ]}
        value={from}
        allowDeselect={false}
        onChange={(value) => setFrom(value ?? BOX)}
      />
      <NumberInput
        label={t`Seed`}
        description={t`The same seed, data and recipe give the same model`}
        min={0}
        value={seed}
        onChange={(value) => setSeed(Number(value) || 0)}
      />
      {preset !== "" && (
        <Checkbox
          label={t`Trace the learning curve`}
          description={t`Trains twice more, on a half and a quarter of the labels, to tell what more of them would bring`}
          checked={traced}
          onChange={(event) => setTraced(event.currentTarget.checked)}
        />
      )}
      {start.isError && <Reasons error={start.error} onWait={() => go(true)} />}
      <Button onClick={() => go()} loading={start.isPending}>
        <Trans>Start training</Trans>
      </Button>
    </div>
  );
}

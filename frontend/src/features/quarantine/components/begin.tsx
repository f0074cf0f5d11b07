import type { MessageDescriptor } from "@lingui/core";
import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Autocomplete, Button, SegmentedControl, Select, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { agreementQuery } from "@/features/adjudicate/api/adjudications";
import { importsQuery } from "@/features/imports/api/imports";
import { versionsQuery } from "@/features/models/api/versions";
import { dayOf } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";
import { choicesOf } from "@/lib/texts";

import { beginQuarantine, previewQuery, quarantinesQuery, type Subject } from "../api/quarantines";
import classes from "./quarantine.module.css";
import { effectOf } from "./words";

type Kind = "person" | "model_version" | "import_run";

const KINDS: { value: Kind; label: MessageDescriptor }[] = [
  { value: "person", label: msg`A person` },
  { value: "model_version", label: msg`A model version` },
  { value: "import_run", label: msg`An import` },
];

function subjectFrom(kind: Kind, named: string): Subject | undefined {
  if (!named) return undefined;
  if (kind === "person") return { username: named };
  if (kind === "model_version") return { model_version: named };
  return { import_run: Number(named) };
}

/** The subjects of a kind that can be chosen. */
function useChoices(kind: Kind): { value: string; label: string }[] {
  const agreement = useQuery({ ...agreementQuery, enabled: kind === "person" });
  const versions = useInfiniteQuery({ ...versionsQuery, enabled: kind === "model_version" });
  const imports = useInfiniteQuery({ ...importsQuery, enabled: kind === "import_run" });
  if (kind === "person") {
    return (agreement.data?.reliability ?? []).map((one) => ({
      value: one.person,
      label: one.person,
    }));
  }
  if (kind === "model_version") {
    return (versions.data ?? []).map((one) => ({ value: one.version, label: one.version }));
  }
  return (imports.data ?? [])
    .filter((one) => !one.dry_run && one.id !== null)
    .map((one) => ({
      value: String(one.id),
      label: `${one.id} · ${one.file} · ${dayOf(one.started_at)}`,
    }));
}

/** Put a person's answers, a model version or an import into quarantine, with what that would do. */
export function Begin() {
  const client = useQueryClient();
  const [kind, setKind] = useState<Kind>("person");
  const [named, setNamed] = useState("");
  const [reason, setReason] = useState("");
  const choices = useChoices(kind);
  const subject = subjectFrom(kind, named);
  const preview = useQuery(previewQuery(subject));
  const begin = useMutation({
    mutationFn: beginQuarantine,
    onSuccess: ({ reverted }) => {
      setNamed("");
      setReason("");
      notifications.show({
        message: t`${plural({ decisions: reverted.decisions }, { one: "# decision", other: "# decisions" })} taken back.`,
      });
    },
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: quarantinesQuery.queryKey.slice(0, 1) }),
  });
  const choose = (value: string) => {
    setKind(value as Kind);
    setNamed("");
  };
  return (
    <Panel title={t`Put into quarantine`}>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (subject) begin.mutate({ ...subject, reason });
        }}
      >
        <div>
          <SegmentedControl
            aria-label={t`What`}
            data={choicesOf(KINDS)}
            value={kind}
            onChange={choose}
          />
        </div>
        {kind === "person" ? (
          <Autocomplete
            label={t`Name`}
            description={t`with which they log in`}
            data={choices.map((one) => one.value)}
            value={named}
            onChange={setNamed}
            required
          />
        ) : (
          <Select
            label={kind === "model_version" ? t`Version` : t`Import`}
            data={choices}
            value={named || null}
            onChange={(value) => setNamed(value ?? "")}
            searchable
            required
          />
        )}
        <Textarea
          label={t`Why`}
          autosize
          minRows={2}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          required
        />
        <p className={classes.quiet} role="status">
          {preview.data && effectOf(preview.data)}
          {preview.error && named && sentenceOf(preview.error)}
          {!subject && t`Choose, and it is told here what would be taken back.`}
        </p>
        <div>
          <Button
            type="submit"
            color="red"
            loading={begin.isPending}
            disabled={!preview.data || !reason.trim()}
          >
            <Trans>Begin</Trans>
          </Button>
        </div>
      </form>
    </Panel>
  );
}

import { msg, plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Checkbox, Group, Stack, Tabs, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Panel } from "@/components/panel";
import { PlainMarkdown } from "@/components/plain-markdown";
import { Refusal } from "@/components/refusal";
import { say } from "@/lib/texts";

import { affectedQuery, type Guideline, writeGuideline } from "../api/guideline";

/** What is stored in one direction is read in both: broader is narrower seen from the other side. */
const AFFECTED = [
  { value: "synonym", label: msg`synonym` },
  { value: "broader", label: msg`broader, narrower` },
  { value: "senior", label: msg`senior, junior` },
  { value: "related", label: msg`related` },
  { value: "unrelated", label: msg`unrelated` },
];

/** Write the next version; say which relations it changes, and see how many pairs that asks again. */
export function GuidelineForm({ base, onDone }: { base: Guideline; onDone: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(base.text);
  const [note, setNote] = useState("");
  const [relations, setRelations] = useState<string[]>([]);
  const affected = useQuery({ ...affectedQuery(relations), enabled: relations.length > 0 });
  const write = useMutation({
    mutationFn: writeGuideline,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ["guideline"] });
      onDone();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    write.mutate({ text, note, base: base.version, relations });
  };
  const again =
    relations.length === 0
      ? t`Nothing is asked again.`
      : affected.data
        ? t`${plural({ pairs: affected.data.pairs }, { one: "# pair", other: "# pairs" })} that annotators settled so will be asked once more, of somebody who has not judged them. Where they differ, you decide; until then what stands stands.`
        : t`Counting …`;
  return (
    <Panel title={t`Version ${{ version: base.version + 1 }}`}>
      <form onSubmit={submit} aria-label={t`Write the guideline`}>
        <Stack gap="md">
          <Tabs defaultValue="write" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="write">
                <Trans>Write</Trans>
              </Tabs.Tab>
              <Tabs.Tab value="see">
                <Trans>See</Trans>
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="write" pt="sm">
              <Textarea
                label={t`Text`}
                description={t`Markdown: # headings, - lists, **bold**. HTML is shown as it is written.`}
                autosize
                minRows={12}
                maxRows={30}
                required
                withAsterisk={false}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
            </Tabs.Panel>
            <Tabs.Panel value="see" pt="sm">
              <PlainMarkdown text={text} />
            </Tabs.Panel>
          </Tabs>
          <TextInput
            label={t`What has changed, in a sentence`}
            maxLength={300}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
          <Checkbox.Group
            label={t`It changes how people judge`}
            description={again}
            inputWrapperOrder={["label", "input", "description"]}
            value={relations}
            onChange={setRelations}
          >
            <Group gap="md" my="xs">
              {AFFECTED.map(({ value, label }) => (
                <Checkbox key={value} value={value} label={say(label)} />
              ))}
            </Group>
          </Checkbox.Group>
          {write.isError && <Refusal error={write.error} />}
          <Group>
            <Button type="submit" loading={write.isPending}>
              <Trans>Publish version {{ version: base.version + 1 }}</Trans>
            </Button>
            <Button variant="default" onClick={onDone}>
              <Trans>Leave it</Trans>
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

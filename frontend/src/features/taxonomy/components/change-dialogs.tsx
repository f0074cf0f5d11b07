import type { MessageDescriptor } from "@lingui/core";
import { msg, ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Button,
  Checkbox,
  Group,
  Modal,
  Radio,
  Select,
  Stack,
  Text,
  TextInput,
} from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";

import { Bound } from "@/components/bound";
import { Chain } from "@/components/chain";
import { Refusal } from "@/components/refusal";
import type { ChainLink } from "@/api/shapes";
import { Problem } from "@/lib/problem";
import { say } from "@/lib/texts";
import { relationChoices } from "@/relations/relations";

import { addTitle, type Change, makeChange, preferTitle } from "../api/changes";
import { type ConceptDetail, conceptDetailQuery, type ConceptInShort } from "../api/tree";
import { useChangeSeen } from "./change-seen";
import { TreeSearch } from "./tree-search";

/** What is asked for: a dialog, and what is known of it beforehand. */
export type Asked =
  | { do: "move"; concept: ConceptInShort; outOf?: number | null; under?: ConceptInShort | null }
  | { do: "merge"; concept: ConceptInShort }
  | { do: "split"; concept: ConceptInShort; titles?: number[] }
  | { do: "rename"; concept: ConceptInShort };

/** What was done, and how it is taken back. */
export interface Done {
  words: string;
  changeSet: number | null;
  concept: number;
}

interface Props {
  asked: Asked | null;
  onClose: () => void;
  onDone: (done: Done) => void;
}

const NAMES: Record<Asked["do"], MessageDescriptor> = {
  move: msg`Move`,
  merge: msg`Merge`,
  split: msg`Split`,
  rename: msg`Preferred title of`,
};

/** The dialogs of all changes. Each shows what it would do before it is done. */
export function ChangeDialogs({ asked, onClose, onDone }: Props) {
  return (
    <Modal
      opened={asked !== null}
      onClose={onClose}
      size="lg"
      title={asked ? t`${{ deed: say(NAMES[asked.do]) }} “${{ name: asked.concept.name }}”` : ""}
      closeButtonProps={{ "aria-label": t`Close` }}
    >
      {asked && <Body asked={asked} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

function Body({ asked, onClose, onDone }: Props & { asked: Asked }) {
  const detail = useQuery(conceptDetailQuery(asked.concept.id));
  return (
    <Bound query={detail} lines={3}>
      {(concept) => {
        const rest = { concept, onClose, onDone };
        switch (asked.do) {
          case "move":
            return <Move {...rest} asked={asked} />;
          case "merge":
            return <Merge {...rest} />;
          case "split":
            return <Split {...rest} chosen={asked.titles ?? []} />;
          case "rename":
            return <Rename {...rest} />;
        }
      }}
    </Bound>
  );
}

interface Inner {
  concept: ConceptDetail;
  onClose: () => void;
  onDone: (done: Done) => void;
}

interface FrameProps extends Inner {
  change: Change | null;
  words: string;
  verb: string;
  children: ReactNode;
}

/** What all changes have in common: the server's view of it, the reason, and the two buttons. */
function Frame({ concept, change, words, verb, children, onClose, onDone }: FrameProps) {
  const [reason, setReason] = useState("");
  const { isAllowed, view } = useChangeSeen(change);
  const go = useMutation({
    mutationFn: makeChange,
    onSuccess: (made) =>
      onDone({
        words,
        changeSet: made.change_set,
        concept: change?.kind === "merge" ? (change.into ?? concept.id) : concept.id,
      }),
  });
  const chain = go.error instanceof Problem ? go.error.document.chain : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (change && isAllowed) go.mutate({ ...change, reason });
      }}
    >
      <Stack gap="md">
        {children}
        {view}
        {go.error && <Refusal error={go.error} />}
        {Array.isArray(chain) && <Chain links={chain as ChainLink[]} />}
        <TextInput
          label={t`Reason`}
          description={t`Kept in the ledger.`}
          value={reason}
          maxLength={2_000}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button type="submit" disabled={!isAllowed} loading={go.isPending}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** The concepts right above. */
function placesOf(concept: ConceptDetail): ConceptInShort[] {
  const places = concept.relations.filter((one) => one.relation === "narrower");
  return [...new Map(places.map((one) => [one.other.id, one.other])).values()];
}

const KEEP = "keep";

function Move({ concept, asked, ...rest }: Inner & { asked: Extract<Asked, { do: "move" }> }) {
  const places = placesOf(concept);
  const [outOf, setOutOf] = useState<number | null>(asked.outOf ?? places[0]?.id ?? null);
  const [under, setUnder] = useState<ConceptInShort | null | undefined>(asked.under);
  const isSomething = under !== undefined && !(under === null && outOf === null);
  const change: Change | null = isSomething
    ? { kind: "move", concept: concept.id, out_of: outOf, under: under?.id ?? null }
    : null;
  const to = under ? t`under “${{ name: under.name }}”` : t`to the top`;
  return (
    <Frame
      {...rest}
      concept={concept}
      change={change}
      words={t`“${{ name: concept.name }}” went ${to}.`}
      verb={t`Move`}
    >
      {places.length > 0 && (
        <Radio.Group
          label={t`Where it stands now`}
          value={outOf === null ? KEEP : String(outOf)}
          onChange={(value) => setOutOf(value === KEEP ? null : Number(value))}
        >
          <Stack gap={6} mt={6}>
            {places.map((place) => (
              <Radio
                key={place.id}
                value={String(place.id)}
                label={t`It leaves “${{ name: place.name }}”`}
              />
            ))}
            <Radio value={KEEP} label={t`It keeps all its places, and gets one more`} />
          </Stack>
        </Radio.Group>
      )}
      <div>
        <TreeSearch
          isLabelled
          autoFocus
          label={t`Put it under`}
          placeholder={t`Find the wider concept`}
          onChoose={(found) => setUnder({ id: found.concept, name: found.name })}
        />
        <Group gap="sm" mt={6}>
          {under !== undefined && (
            <Text size="sm">
              <Trans>
                Goes <b>{to}</b>
              </Trans>
            </Text>
          )}
          {places.length > 0 && under !== null && (
            <Button size="compact-sm" variant="default" onClick={() => setUnder(null)}>
              <Trans>Let it stand at the top</Trans>
            </Button>
          )}
        </Group>
      </div>
    </Frame>
  );
}

function Merge({ concept, ...rest }: Inner) {
  const [into, setInto] = useState<ConceptInShort | null>(null);
  return (
    <Frame
      {...rest}
      concept={concept}
      change={into && { kind: "merge", concept: concept.id, into: into.id }}
      words={t`“${{ name: concept.name }}” is part of “${{ name2: into?.name ?? "" }}” now.`}
      verb={t`Merge`}
    >
      <div>
        <TreeSearch
          isLabelled
          autoFocus
          label={t`It means the same as`}
          placeholder={t`Find the other concept`}
          onChoose={(found) => setInto({ id: found.concept, name: found.name })}
        />
        {into && (
          <Text size="sm" mt={6}>
            <Trans>
              Becomes part of <b>“{ph({ name: into.name })}”</b>
            </Trans>
          </Text>
        )}
      </div>
    </Frame>
  );
}

const BETWEEN = ["broader", "narrower", "senior", "junior", "related", "unrelated"];

function Split({ concept, chosen, ...rest }: Inner & { chosen: number[] }) {
  const [titles, setTitles] = useState<string[]>(chosen.map(String));
  const [relation, setRelation] = useState<string | null>(null);
  const isSome = titles.length > 0 && titles.length < concept.all_titles.length;
  if (concept.all_titles.length < 2)
    return (
      <Text>
        <Trans>It has one title only.</Trans>
      </Text>
    );
  return (
    <Frame
      {...rest}
      concept={concept}
      change={
        isSome ? { kind: "split", concept: concept.id, titles: titles.map(Number), relation } : null
      }
      words={t`“${{ name: concept.name }}” was split.`}
      verb={t`Split`}
    >
      <Checkbox.Group
        label={t`Titles that leave`}
        description={t`They become a concept of their own; their edges go with them.`}
        value={titles}
        onChange={setTitles}
      >
        <Stack gap={6} mt={8}>
          {concept.all_titles.map((title) => (
            <Checkbox key={title.id} value={String(title.id)} label={title.text} />
          ))}
        </Stack>
      </Checkbox.Group>
      <Select
        label={t`What they are to the others`}
        placeholder={t`nothing is said`}
        clearable
        data={relationChoices(BETWEEN)}
        value={relation}
        onChange={setRelation}
      />
    </Frame>
  );
}

function Rename({ concept, onClose, onDone }: Inner) {
  const [text, setText] = useState(concept.name);
  const go = useMutation({
    mutationFn: async (): Promise<Done> => {
      const known = concept.all_titles.find((one) => one.text === text.trim());
      const words = t`The concept is called “${{ text: text.trim() }}” now.`;
      if (known) {
        await preferTitle({ concept: concept.id, title: known.id });
        return { words, changeSet: null, concept: concept.id };
      }
      const added = await addTitle({ concept: concept.id, text, preferred: true });
      return { words, changeSet: added.change_set, concept: concept.id };
    },
    onSuccess: onDone,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        go.mutate();
      }}
    >
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={t`Preferred title`}
          description={t`One of its titles, or a new one, which becomes a title of it.`}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {concept.all_titles.length > 1 && (
          <Group gap={6} role="group" aria-label={t`Its titles`}>
            {concept.all_titles.map((title) => (
              <Button
                key={title.id}
                size="compact-xs"
                variant="default"
                onClick={() => setText(title.text)}
              >
                {title.text}
              </Button>
            ))}
          </Group>
        )}
        {go.error && <Refusal error={go.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button
            type="submit"
            disabled={text.trim() === "" || text.trim() === concept.name}
            loading={go.isPending}
          >
            <Trans>Save</Trans>
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

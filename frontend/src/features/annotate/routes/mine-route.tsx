import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Menu, Select, Table, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconFlag } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";

import { Link } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { PairText } from "@/components/pair-text";
import { Panel } from "@/components/panel";
import { momentOf } from "@/lib/format";
import { sentenceOf } from "@/lib/problem";
import { RelationGlyph } from "@/relations/glyph";
import { relationChoices } from "@/relations/relations";

import { changeAnnotation, myAnnotationsQuery, undoAnnotation } from "../api/annotations";
import { dropFromTrail } from "../desk/trail-store";
import { JUDGEMENTS } from "../keys/key-map";
import { isForField } from "../keys/use-keys";
import { useOutbox } from "../outbox/outbox-provider";

/** The relations as they are stored: a directed one is found in both readings. */
const STORED = ["synonym", "broader", "senior", "related", "unrelated", "unsure"];

export default function MineRoute() {
  const client = useQueryClient();
  const [q, setQ] = useState("");
  const [settled] = useDebouncedValue(q, 200);
  const [relation, setRelation] = useState<string | null>(null);
  const mine = useInfiniteQuery(myAnnotationsQuery({ q: settled, relation: relation ?? "" }));
  const reporting = {
    onError: (error: unknown) => notifications.show({ color: "red", message: sentenceOf(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: ["annotations"] }),
  };
  const outbox = useOutbox();
  const undo = useMutation({
    mutationFn: undoAnnotation,
    onSuccess: ({ id }) => outbox && dropFromTrail(outbox, id),
    ...reporting,
  });
  const judge = useMutation({ mutationFn: changeAnnotation, ...reporting });

  // Ctrl+Z goes on here where it stopped at the desk: the newest of those listed that stands.
  const takeBackLast = useEffectEvent((event: KeyboardEvent) => {
    const isUndo = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z";
    if (!isUndo || event.shiftKey || event.altKey || event.repeat || isForField(event.target))
      return;
    const last = mine.data?.find(({ undone }) => !undone);
    if (!last || undo.isPending) return;
    event.preventDefault();
    undo.mutate(last.id);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => takeBackLast(event);
    window.addEventListener("keydown", listener);
    return () => window.removeEventListener("keydown", listener);
  }, []);

  return (
    <Page
      title={t`My decisions`}
      lead={t`Everything you judged. Change your mind at any time: the new word replaces the old one everywhere, and the old one stays on record. Ctrl+Z takes the newest of them back.`}
      actions={
        <>
          <TextInput
            aria-label={t`Search in titles`}
            placeholder={t`Search in titles`}
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
          />
          <Select
            aria-label={t`Relation`}
            placeholder={t`All relations`}
            clearable
            w={180}
            data={relationChoices(STORED)}
            value={relation}
            onChange={setRelation}
          />
        </>
      }
    >
      <Panel flush>
        <Bound query={mine} lines={9}>
          {(rows) =>
            rows.length === 0 ? (
              q.trim() || relation ? (
                <EmptyState title={t`Nothing you judged matches`}>
                  <Trans>Try fewer words, or all relations.</Trans>
                </EmptyState>
              ) : (
                <EmptyState
                  title={t`Nothing here yet`}
                  action={
                    <Link to="/annotate">
                      <Trans>Start annotating</Trans>
                    </Link>
                  }
                >
                  <Trans>
                    What you judge under Annotate is listed here, and can be changed here.
                  </Trans>
                </EmptyState>
              )
            ) : (
              <Table.ScrollContainer minWidth={640}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>
                        <Trans>You said</Trans>
                      </Table.Th>
                      <Table.Th w={130}>
                        <Trans>When</Trans>
                      </Table.Th>
                      <Table.Th w={180}>
                        <VisuallyHidden>
                          <Trans>Actions</Trans>
                        </VisuallyHidden>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {rows.map((annotation) => (
                      <Table.Tr
                        key={annotation.id}
                        style={annotation.undone ? { color: "var(--tl-dim)" } : undefined}
                      >
                        <Table.Td>
                          <PairText
                            a={annotation.pair.title_a.text}
                            relation={annotation.relation}
                            b={annotation.pair.title_b.text}
                          />{" "}
                          {annotation.flagged && <IconFlag size={14} aria-label={t`flagged`} />}
                          {annotation.comment && (
                            <small style={{ display: "block", color: "var(--tl-dim)" }}>
                              {annotation.comment}
                            </small>
                          )}
                        </Table.Td>
                        <Table.Td>{momentOf(annotation.created_at)}</Table.Td>
                        <Table.Td>
                          {annotation.undone ? (
                            t`taken back`
                          ) : (
                            <Button.Group>
                              <Menu>
                                <Menu.Target>
                                  <Button size="compact-xs" variant="default">
                                    <Trans>Change</Trans>
                                  </Button>
                                </Menu.Target>
                                <Menu.Dropdown>
                                  {JUDGEMENTS.filter((word) => word !== annotation.relation).map(
                                    (word) => (
                                      <Menu.Item
                                        key={word}
                                        leftSection={<RelationGlyph relation={word} />}
                                        onClick={() => judge.mutate({ annotation, relation: word })}
                                      >
                                        {word}
                                      </Menu.Item>
                                    ),
                                  )}
                                </Menu.Dropdown>
                              </Menu>
                              <Button
                                size="compact-xs"
                                variant="default"
                                onClick={() => undo.mutate(annotation.id)}
                              >
                                <Trans>Take back</Trans>
                              </Button>
                            </Button.Group>
                          )}
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </Bound>
        <LoadMore query={mine} />
      </Panel>
    </Page>
  );
}

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
      title="My decisions"
      lead="Everything you judged. Change your mind at any time: the new word replaces the old one everywhere, and the old one stays on record. Ctrl+Z takes the newest of them back."
      actions={
        <>
          <TextInput
            aria-label="Search in titles"
            placeholder="Search in titles"
            value={q}
            onChange={(event) => setQ(event.currentTarget.value)}
          />
          <Select
            aria-label="Relation"
            placeholder="All relations"
            clearable
            w={160}
            data={STORED}
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
                <EmptyState title="Nothing you judged matches">
                  Try fewer words, or all relations.
                </EmptyState>
              ) : (
                <EmptyState
                  title="Nothing here yet"
                  action={<Link to="/annotate">Start annotating</Link>}
                >
                  What you judge under Annotate is listed here, and can be changed here.
                </EmptyState>
              )
            ) : (
              <Table.ScrollContainer minWidth={640}>
                <Table>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>You said</Table.Th>
                      <Table.Th w={130}>When</Table.Th>
                      <Table.Th w={180}>
                        <VisuallyHidden>Actions</VisuallyHidden>
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
                          {annotation.flagged && <IconFlag size={14} aria-label="flagged" />}
                          {annotation.comment && (
                            <small style={{ display: "block", color: "var(--tl-dim)" }}>
                              {annotation.comment}
                            </small>
                          )}
                        </Table.Td>
                        <Table.Td>{momentOf(annotation.created_at)}</Table.Td>
                        <Table.Td>
                          {annotation.undone ? (
                            "taken back"
                          ) : (
                            <Button.Group>
                              <Menu>
                                <Menu.Target>
                                  <Button size="compact-xs" variant="default">
                                    Change
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
                                Take back
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

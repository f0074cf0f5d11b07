import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { ReactNode } from "react";
import { Link } from "react-router";

import { Panel } from "@/components/panel";
import { count } from "@/lib/format";
import { RelationSentence } from "@/relations/relation-sentence";
import { isRelation, relationName } from "@/relations/relations";

import type { ChangedEdge, Changes } from "../api/changes";
import classes from "./releases.module.css";

const SHOWN = 60;

function Says({ edge, tail }: { edge: ChangedEdge; tail: string }) {
  if (!isRelation(edge.relation)) return null;
  return (
    <Link to={`/graph/c/${edge.subject.concept_id}${tail}`} className={classes.note}>
      <RelationSentence a={edge.subject.text} relation={edge.relation} b={edge.object.text} />
    </Link>
  );
}

interface SectionProps {
  title: string;
  sign: "+" | "−" | "~" | "→";
  total: number;
  notes: { key: number; words: ReactNode }[];
}

function Section({ title, sign, total, notes }: SectionProps) {
  if (total === 0) return null;
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      <ul data-sign={sign}>
        {notes.slice(0, SHOWN).map(({ key, words }) => (
          <li key={key}>{words}</li>
        ))}
      </ul>
      {total > SHOWN && (
        <p>
          <Trans>and {{ total: count(total - SHOWN) }} more, in the files of the release.</Trans>
        </p>
      )}
    </section>
  );
}

/** What changed between two releases, as notes that a reader can follow. */
export function ChangeNotes({ changes, number }: { changes: Changes; number: number }) {
  // The explorer shows both releases over each other, around the concept.
  const tail = `?release=${number}&against=${changes.since}&side=changes`;
  const { edges, concepts, counts, synonym_sets: sets } = changes;
  const of = (name: string) => counts[name] ?? 0;
  const isEmpty = Object.values(counts).every((value) => value === 0);
  const edgeNotes = (list: ChangedEdge[]) =>
    list.map((edge) => ({ key: edge.id, words: <Says edge={edge} tail={tail} /> }));
  const names = (list: { id: number; preferred: string }[]) =>
    list.map(({ id, preferred }) => ({
      key: id,
      words: <Link to={`/graph/c/${id}${tail}`}>{preferred}</Link>,
    }));

  return (
    <Panel title={t`What changed since release ${{ since: changes.since }}`}>
      {isEmpty && (
        <p className={classes.quiet}>
          <Trans>Nothing.</Trans>
        </p>
      )}
      <div className={classes.notes}>
        <Section
          title={plural({ of: of("added") }, { one: "# new edge", other: "# new edges" })}
          sign="+"
          total={of("added")}
          notes={edgeNotes(edges.added)}
        />
        <Section
          title={plural({ of: of("removed") }, { one: "# edge gone", other: "# edges gone" })}
          sign="−"
          total={of("removed")}
          notes={edgeNotes(edges.removed)}
        />
        <Section
          title={plural({ of: of("altered") }, { one: "# edge changed", other: "# edges changed" })}
          sign="~"
          total={of("altered")}
          notes={edges.altered.map(({ before, after }) => ({
            key: after.id,
            words: (
              <>
                <Says edge={after} tail={tail} />{" "}
                <small>
                  <Trans>(before: {{ relation: relationName(before.relation) }})</Trans>
                </small>
              </>
            ),
          }))}
        />
        <Section
          title={plural(
            { of: of("synonym_sets") },
            { one: "# concept with other titles", other: "# concepts with other titles" },
          )}
          sign="~"
          total={of("synonym_sets")}
          notes={sets.map(({ id, preferred, titles }) => ({
            key: id,
            words: (
              <>
                <Link to={`/graph/c/${id}${tail}`}>{preferred.text}</Link>
                {titles.length > 1 && (
                  <small>
                    {" "}
                    <Trans>
                      also{" "}
                      {{
                        titles: titles
                          .filter((title) => title.id !== preferred.id)
                          .map((title) => title.text)
                          .join(", "),
                      }}
                    </Trans>
                  </small>
                )}
              </>
            ),
          }))}
        />
        <Section
          title={plural(
            { of: of("merged") },
            { one: "# concept joined another", other: "# concepts joined others" },
          )}
          sign="→"
          total={of("merged")}
          notes={concepts.merged.map(({ id, replacedBy }) => ({
            key: id,
            words: (
              <>
                <Trans>
                  concept {id} leads to{" "}
                  <Link to={`/graph/c/${replacedBy}`}>concept {replacedBy}</Link> now
                </Trans>
              </>
            ),
          }))}
        />
        <Section
          title={plural(
            { of: of("split") },
            { one: "# concept stands alone again", other: "# concepts stand alone again" },
          )}
          sign="+"
          total={of("split")}
          notes={names(concepts.split)}
        />
        <Section
          title={plural(
            { of: of("new_concepts") },
            { one: "# new concept", other: "# new concepts" },
          )}
          sign="+"
          total={of("new_concepts")}
          notes={names(concepts.new)}
        />
        <Section
          title={plural({ of: of("retired") }, { one: "# concept gone", other: "# concepts gone" })}
          sign="−"
          total={of("retired")}
          notes={concepts.retired.map(({ id, reason, useInstead }) => ({
            key: id,
            words: (
              <>
                {[
                  reason ? t`concept ${id}: ${reason}` : t`concept ${id}`,
                  ...(useInstead === null ? [] : [t`use ${useInstead} instead`]),
                ].join("; ")}
              </>
            ),
          }))}
        />
      </div>
    </Panel>
  );
}

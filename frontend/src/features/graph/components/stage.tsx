import { plural, t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { useElementSize } from "@mantine/hooks";
import { useQueries, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useImperativeHandle, useMemo, useRef } from "react";

import { Bound } from "@/components/bound";
import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";

import { changesQuery, ladderQuery, neighbourhoodQuery, pathQuery } from "../api/concepts";
import type { Picture } from "../drawing/canvas";
import { type Part, partOf, partOfChanges } from "../drawing/part";
import { ladderScene } from "../picture/ladder-scene";
import { pathScene } from "../picture/path-scene";
import type { Scene } from "../picture/scene";
import { SceneView } from "../picture/scene-view";
import type { ViewState } from "../view-state";
import { EdgeTable } from "./edge-table";
import classes from "./graph.module.css";
import { RelationFilter } from "./relation-filter";

const Canvas = lazy(() => import("../drawing/canvas"));

/** Pixels around a picture. */
const MARGIN = 32;

export interface StageHandle {
  /** The picture that is shown, to be saved; null where none is. */
  scene: () => Scene | null;
}

interface Props {
  concept: number;
  name: string;
  view: ViewState;
  handle: React.Ref<StageHandle>;
  hrefOf: (concept: number) => string;
  onConcept: (id: number) => void;
  onExpand: (id: number) => void;
  onEdge: (id: number) => void;
  onChange: (changes: Partial<ViewState>) => void;
}

/** The picture, the ladder or the table, whichever is asked for. */
export function Stage(props: Props) {
  const { concept, view, name, handle } = props;
  const shown = useRef<{ scene: () => Scene | null }>({ scene: () => null });
  useImperativeHandle(handle, () => ({ scene: () => shown.current.scene() }));
  const set = (scene: (() => Scene | null) | null) => {
    shown.current = { scene: scene ?? (() => null) };
  };
  if (view.view === "ladder") return <LadderStage {...props} onScene={set} />;
  if (view.view === "picture" && view.to !== null) {
    return <PathStage {...props} to={view.to} onScene={set} />;
  }
  return (
    <Neighbourhoods
      key={view.against ?? 0}
      {...props}
      title={titleOf(name, concept, view)}
      onScene={set}
    />
  );
}

function releaseWords({ release, against }: ViewState): string {
  const which = /^\d+$/.test(release)
    ? t`release ${release}`
    : release === "latest"
      ? t`latest release`
      : t`newest draft`;
  return against === null ? which : t`${which}, compared with release ${against}`;
}

function titleOf(name: string, concept: number, view: ViewState): string {
  return `${name || t`Concept ${concept}`} · ${releaseWords(view)}`;
}

type StageProps = Props & { onScene: (scene: (() => Scene | null) | null) => void };

function Neighbourhoods(props: StageProps & { title: string }) {
  const { concept, view, title, onScene, onConcept, onExpand, onEdge, onChange } = props;
  const { release, against, hidden } = view;
  const open = useMemo(
    () => [concept, ...view.open.filter((id) => id !== concept)],
    [concept, view.open],
  );
  const depthOf = (id: number) => (id === concept ? view.depth : 1);
  const plain = useQueries({
    queries: open.map((id) => ({
      ...neighbourhoodQuery(id, release, depthOf(id)),
      enabled: against === null,
    })),
    combine: (results) => ({
      data: results.map((result) => result.data),
      error: results.find((result) => result.error)?.error ?? null,
      refetch: () => results.forEach((result) => void result.refetch()),
    }),
  });
  const compared = useQueries({
    queries: open.map((id) => ({
      ...changesQuery(id, release, against ?? 0, depthOf(id)),
      enabled: against !== null,
    })),
    combine: (results) => ({
      data: results.map((result) => result.data),
      error: results.find((result) => result.error)?.error ?? null,
      refetch: () => results.forEach((result) => void result.refetch()),
    }),
  });
  const parts = useMemo<Part[]>(
    () =>
      against === null
        ? plain.data.flatMap((data) => (data ? [partOf(data)] : []))
        : compared.data.flatMap((data) => (data ? [partOfChanges(data)] : [])),
    [against, plain.data, compared.data],
  );
  const asked = against === null ? plain : compared;
  const cut = parts.reduce((sum, part) => sum + part.cut, 0);
  const toggle = (relation: string) => {
    const next = new Set(hidden);
    if (!next.delete(relation)) next.add(relation);
    onChange({ hidden: next });
  };
  const picture = useMemo(
    () => (made: Picture | null) => onScene(made && (() => made.scene(title))),
    // The callback is new each time and does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [title],
  );
  if (asked.error) return <Failure error={asked.error} retry={asked.refetch} />;
  return (
    <>
      {view.view === "table" ? (
        <EdgeTable
          parts={parts}
          hidden={hidden}
          isComparing={against !== null}
          onConcept={onConcept}
          onEdge={onEdge}
        />
      ) : (
        <Suspense fallback={<Waiting lines={3} />}>
          <Canvas
            parts={parts}
            centre={concept}
            hidden={hidden}
            edge={view.edge}
            isComparing={against !== null}
            camera={view.camera}
            picture={picture}
            onConcept={onExpand}
            onEdge={onEdge}
            onCamera={(camera) => onChange({ camera })}
          />
        </Suspense>
      )}
      <div className={classes.legendBox}>
        <RelationFilter hidden={hidden} onToggle={toggle} />
        {against !== null && view.view === "picture" && (
          <p className={classes.changeLegend}>
            <Trans>
              <b data-state="added">+ new</b> <b data-state="removed">− gone</b>{" "}
              <b data-state="altered">changed</b> since release {against}
            </Trans>
          </p>
        )}
        {cut > 0 && view.view === "picture" && (
          <p className={classes.changeLegend}>
            <Trans>
              <Plural value={cut} one="# further concept" other="# further concepts" /> left out;
              the most used are shown.
            </Trans>
          </p>
        )}
      </div>
    </>
  );
}

function LadderStage({ concept, name, view, hrefOf, onConcept, onEdge, onScene }: StageProps) {
  const ladder = useQuery(ladderQuery(concept, view.release, view.wholeLadder));
  return (
    <Bound query={ladder} lines={5}>
      {(found) => {
        if (found.rungs.length <= 1 && found.edges.length === 0) {
          return (
            <p className={classes.noCanvas}>
              <Trans>Nobody above and nobody below is known yet.</Trans>
            </p>
          );
        }
        const scene = ladderScene(
          found,
          concept,
          t`Ladder of ${{ name: titleOf(name, concept, { ...view, against: null }) }}`,
        );
        onScene(() => scene);
        return <SceneView scene={scene} hrefOf={hrefOf} onConcept={onConcept} onEdge={onEdge} />;
      }}
    </Bound>
  );
}

function PathStage(props: StageProps & { to: number }) {
  const { concept, to, view, hrefOf, onConcept, onEdge, onScene } = props;
  const way = useQuery(pathQuery(concept, to, view.release));
  const { ref, width } = useElementSize();
  return (
    <div ref={ref} className={classes.canvas}>
      <Bound query={way} lines={3}>
        {(found) => {
          const [first, last] = [found.steps[0], found.steps.at(-1)];
          if (!first || !last) {
            return (
              <p className={classes.noCanvas}>
                {found.found
                  ? t`Both titles are the same concept.`
                  : t`No way of edges leads there.`}
              </p>
            );
          }
          const title = t`From ${{ preferred: first.from.preferred }} to ${{ toPreferred: last.to.preferred }}, ${plural({ steps: found.steps.length }, { one: "# step", other: "# steps" })}`;
          if (width === 0) return null;
          const scene = pathScene(found, title, width - MARGIN);
          onScene(() => scene);
          return <SceneView scene={scene} hrefOf={hrefOf} onConcept={onConcept} onEdge={onEdge} />;
        }}
      </Bound>
    </div>
  );
}

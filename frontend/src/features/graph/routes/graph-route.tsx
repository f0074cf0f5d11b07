import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { EmptyState } from "@/components/empty-state";

import { conceptQuery } from "../api/concepts";
import { ConceptPanel } from "../components/concept-panel";
import classes from "../components/graph.module.css";
import { GraphHead } from "../components/graph-head";
import { Stage, type StageHandle } from "../components/stage";
import { WhyPanel } from "../components/why-panel";
import { readPalette } from "../drawing/colours";
import { saveScene } from "../picture/save";
import { readView, type ViewState, writeView } from "../view-state";

const MOST_OPEN = 12;

function addressOf(concept: number, view: ViewState): string {
  const search = writeView(view).toString();
  return `/graph/c/${concept}${search ? `?${search}` : ""}`;
}

function ConceptPage({
  concept,
  view,
  onChange,
}: {
  concept: number;
  view: ViewState;
  onChange: (changes: Partial<ViewState>) => void;
}) {
  const navigate = useNavigate();
  const stage = useRef<StageHandle>(null);
  const found = useQuery(conceptQuery(concept, view.release));
  const name = found.data?.preferred.text ?? "";
  const plain = { ...view, open: [], edge: null, to: null, camera: null };
  const goTo = (id: number) => void navigate(addressOf(id, plain));
  /** A click on a node opens its neighbourhood beside those that are open, and puts it in the middle. */
  const expand = (id: number) => {
    if (id === concept) return;
    const open = [concept, ...view.open].filter((one) => one !== id).slice(0, MOST_OPEN);
    void navigate(addressOf(id, { ...plain, open }));
  };
  const showEdge = (id: number) => onChange({ edge: id });
  const save = (format: "png" | "svg") => {
    const scene = stage.current?.scene();
    if (!scene) return;
    const file = scene.title.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase();
    saveScene(scene, readPalette().of, format, file).catch((error: unknown) => {
      notifications.show({ color: "red", message: String(error) });
    });
  };

  // A number that was merged away is answered by its heir, which is what the address then says.
  const heir = found.data && found.data.id !== concept ? addressOf(found.data.id, view) : null;
  useEffect(() => {
    if (heir !== null) void navigate(heir, { replace: true });
  }, [heir, navigate]);

  useEffect(() => {
    document.title = name ? t`${name} · Graph · Titleloom` : t`Graph · Titleloom`;
  }, [name]);

  return (
    <>
      <GraphHead
        concept={concept}
        view={view}
        onChange={onChange}
        onConcept={goTo}
        onSave={view.view === "table" ? null : save}
      />
      <div className={classes.body}>
        <div className={classes.stage}>
          <Stage
            concept={concept}
            name={name}
            view={view}
            handle={stage}
            hrefOf={(id) => addressOf(id, plain)}
            onConcept={goTo}
            onExpand={expand}
            onEdge={showEdge}
            onChange={onChange}
          />
        </div>
        <aside className={classes.side} aria-label={t`The concept`}>
          {view.edge !== null && (
            <WhyPanel edge={view.edge} onClose={() => onChange({ edge: null })} />
          )}
          <ConceptPanel
            concept={concept}
            view={view}
            onConcept={goTo}
            onEdge={showEdge}
            onChange={onChange}
          />
        </aside>
      </div>
    </>
  );
}

export default function GraphRoute() {
  const { concept } = useParams();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const view = useMemo(() => readView(search), [search]);
  const centre = Number(concept) || null;
  const change = (changes: Partial<ViewState>) =>
    setSearch((old) => writeView({ ...readView(old), ...changes }), { replace: true });

  useEffect(() => {
    document.title = t`Graph · Titleloom`;
  }, []);

  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      {centre === null ? (
        <>
          <GraphHead
            concept={null}
            view={view}
            onChange={change}
            onConcept={(id) => void navigate(addressOf(id, view))}
            onSave={null}
          />
          <EmptyState title={t`Start with a concept`}>
            <Trans>
              Type any job title above. Its concept comes to the middle, with what is wider, more
              senior and related around it.
            </Trans>
          </EmptyState>
        </>
      ) : (
        <ConceptPage concept={centre} view={view} onChange={change} />
      )}
    </main>
  );
}

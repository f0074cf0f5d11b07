import { Button, CopyButton, Select } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";

import { EmptyState } from "@/components/empty-state";
import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";
import { releasesQuery } from "@/features/releases/api/releases";

import { neighbourhoodQuery } from "../api/concepts";
import { ConceptPanel } from "../components/concept-panel";
import { ConceptSearch } from "../components/concept-search";
import classes from "../components/graph.module.css";
import { RelationFilter } from "../components/relation-filter";
import { WhyPanel } from "../components/why-panel";

const Canvas = lazy(() => import("../drawing/canvas"));
const MOST_OPEN = 12;

function numbers(text: string | null): number[] {
  return (text ?? "").split(",").filter(Boolean).map(Number).filter(Number.isInteger);
}

function ReleaseSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const releases = useQuery(releasesQuery);
  const published = (releases.data ?? []).filter((release) => release.state === "published");
  const drafts = (releases.data ?? []).filter((release) => release.state === "draft");
  const data = [
    { value: "latest", label: "Latest release" },
    ...(drafts.length > 0 ? [{ value: "next", label: "Newest draft" }] : []),
    ...published.map(({ number }) => ({ value: String(number), label: `Release ${number}` })),
  ];
  return (
    <Select
      aria-label="Which graph"
      w={160}
      data={data}
      value={value}
      allowDeselect={false}
      onChange={(chosen) => onChange(chosen ?? "latest")}
    />
  );
}

export default function GraphRoute() {
  const { concept } = useParams();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const release = search.get("release") ?? "latest";
  const edge = Number(search.get("edge")) || null;
  const centre = Number(concept) || null;
  const hidden = useMemo(() => new Set((search.get("hide") ?? "").split(",")), [search]);
  const open = useMemo(() => {
    const others = numbers(search.get("open")).filter((id) => id !== centre);
    return centre === null ? [] : [centre, ...others];
  }, [search, centre]);

  const parts = useQueries({
    queries: open.map((id) => neighbourhoodQuery(id, release)),
    combine: (results) => ({
      loaded: results.flatMap((result) => (result.data ? [result.data] : [])),
      error: results.find((result) => result.error)?.error ?? null,
      refetch: () => results.forEach((result) => void result.refetch()),
    }),
  });

  useEffect(() => {
    document.title = "Graph · Titleloom";
  }, []);

  const set = (changes: Record<string, string | null>) =>
    setSearch(
      (old) => {
        const next = new URLSearchParams(old);
        for (const [name, value] of Object.entries(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: true },
    );
  const tail = (keep: Record<string, string>) => {
    const next = new URLSearchParams(keep);
    const hide = search.get("hide");
    if (hide) next.set("hide", hide);
    if (release !== "latest") next.set("release", release);
    const text = next.toString();
    return text ? `?${text}` : "";
  };
  const goTo = (id: number) => void navigate(`/graph/c/${id}${tail({})}`);
  /** A click on a node opens its neighbourhood beside those that are open, and puts it in the middle. */
  const expand = (id: number) => {
    if (id === centre) return;
    const others = open.filter((one) => one !== id).slice(0, MOST_OPEN);
    void navigate(`/graph/c/${id}${tail({ open: others.join(",") })}`);
  };
  const toggle = (relation: string) => {
    const next = new Set([...hidden].filter(Boolean));
    if (!next.delete(relation)) next.add(relation);
    set({ hide: [...next].join(",") || null });
  };

  return (
    <main id="content" tabIndex={-1} className={classes.page}>
      <header className={classes.head}>
        <h1>Graph</h1>
        <ConceptSearch release={release} onChoose={goTo} />
        <ReleaseSelect
          value={release}
          onChange={(value) => set({ release: value === "latest" ? null : value, edge: null })}
        />
        {open.length > 1 && centre !== null && (
          <Button variant="default" onClick={() => goTo(centre)}>
            Only this one
          </Button>
        )}
        {centre !== null && (
          <CopyButton value={`${window.location.origin}/graph/c/${centre}${tail({})}`}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? "Copied" : "Copy link"}
              </Button>
            )}
          </CopyButton>
        )}
      </header>
      {centre === null ? (
        <EmptyState title="Start with a concept">
          Type any job title above. Its concept comes to the middle, with what is wider, more senior
          and related around it.
        </EmptyState>
      ) : (
        <div className={classes.body}>
          <div className={classes.stage}>
            {parts.error ? (
              <Failure error={parts.error} retry={parts.refetch} />
            ) : (
              <Suspense fallback={<Waiting lines={3} />}>
                <Canvas
                  parts={parts.loaded}
                  centre={centre}
                  hidden={hidden}
                  edge={edge}
                  onConcept={expand}
                  onEdge={(id) => set({ edge: String(id) })}
                />
              </Suspense>
            )}
            <div className={classes.legendBox}>
              <RelationFilter hidden={hidden} onToggle={toggle} />
            </div>
          </div>
          <aside className={classes.side} aria-label="The concept">
            {edge !== null && <WhyPanel edge={edge} onClose={() => set({ edge: null })} />}
            <ConceptPanel
              concept={centre}
              release={release}
              hidden={hidden}
              edge={edge}
              onConcept={goTo}
              onEdge={(id) => set({ edge: String(id) })}
            />
          </aside>
        </div>
      )}
    </main>
  );
}

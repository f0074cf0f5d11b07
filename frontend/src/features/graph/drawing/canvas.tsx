import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useMantineColorScheme } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { MultiDirectedGraph } from "graphology";
import { useEffect, useEffectEvent, useImperativeHandle, useMemo, useRef, useState } from "react";
import Sigma from "sigma";

import classes from "../components/graph.module.css";
import type { Scene } from "../picture/scene";
import type { Camera } from "../view-state";
import { type Palette, readPalette } from "./colours";
import { drawEdgeLabel, drawHover, LabelLayer } from "./labels";
import { useLayout } from "./layout/use-layout";
import { edgeLook, type Focus, nodeLook } from "./looks";
import { type Drawing, type EdgeData, type NodeData, redraw } from "./model";
import { Pace } from "./pace";
import { type Part, together } from "./part";
import { sceneOf } from "./scene-of";
import { type Direction, nextSpot } from "./steer";
import { toldOf } from "./told-of";

export interface Picture {
  scene: (title: string) => Scene | null;
}

interface Props {
  parts: Part[];
  centre: number;
  hidden: ReadonlySet<string>;
  edge: number | null;
  isComparing: boolean;
  camera: Camera | null;
  picture: React.Ref<Picture>;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
  onCamera: (camera: Camera | null) => void;
}

/** Edges from which they are left out while the picture is moved, so that it follows the hand. */
const MANY_EDGES = 12_000;
/** Milliseconds that the picture has to rest before its place is written into the address. */
const REST = 500;
/** Nodes up to which all names are written, and pixels of a letter of them. */
const FEW = 40;
const LETTER = 7;
const ARROWS: Record<string, Direction> = {
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

function canDraw(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

function isUsual({ x, y, ratio }: Camera): boolean {
  return Math.abs(x - 0.5) < 0.002 && Math.abs(y - 0.5) < 0.002 && Math.abs(ratio - 1) < 0.005;
}

/** Pixels around the nodes, in which the names of the outermost ones have room; names of a crowd are not all written. */
function paddingFor(graph: Drawing, width: number): number {
  if (graph.order > FEW) return Math.min(60, width / 8);
  const longest = Math.max(0, ...graph.mapNodes((_, { label }) => label.length));
  return Math.max(40, Math.min(longest * LETTER + 34, width * 0.28));
}

/** The picture of a neighbourhood. Everything it shows stands in the table too. */
export default function Canvas(props: Props) {
  const { parts, centre, hidden, edge, isComparing, picture } = props;
  const box = useRef<HTMLDivElement>(null);
  const sigma = useRef<Sigma<NodeData, EdgeData> | null>(null);
  const drawing = useRef<Drawing>(new MultiDirectedGraph<NodeData, EdgeData>());
  const palette = useRef<Palette | null>(null);
  const near = useRef<string | null>(null);
  const names = useRef(new LabelLayer());
  const pace = useRef(new Pace());
  const [missing] = useState(() => !canDraw());
  const [isMoving, setMoving] = useState(false);
  const [told, setTold] = useState("");
  const { colorScheme } = useMantineColorScheme();
  const still = useReducedMotion();
  const layout = useLayout({ still, onState: setMoving });

  const shown = useMemo(() => together(parts), [parts]);

  const colours = () => (palette.current ??= readPalette());
  const focus = (): Focus => ({
    centre: String(centre),
    near: near.current,
    edge: edge === null ? null : String(edge),
    hidden,
    isComparing,
  });
  const clickNode = useEffectEvent((node: string) => props.onConcept(Number(node)));
  const clickEdge = useEffectEvent((key: string) => {
    if (Number(key) > 0) props.onEdge(Number(key));
  });
  const showNode = useEffectEvent((node: string, data: NodeData) =>
    nodeLook(drawing.current, node, data, focus(), colours()),
  );
  const showEdge = useEffectEvent((key: string, data: EdgeData) =>
    edgeLook(drawing.current, key, data, focus(), colours()),
  );
  const rest = useEffectEvent((camera: Camera) => props.onCamera(isUsual(camera) ? null : camera));
  const firstCamera = useEffectEvent(() => props.camera);
  const point = (node: string | null) => {
    near.current = node;
    sigma.current?.refresh({ skipIndexation: true });
  };

  useImperativeHandle(picture, () => ({
    scene: (title: string) => sigma.current && sceneOf(sigma.current, names.current.written, title),
  }));

  useEffect(() => {
    if (!box.current) return;
    palette.current = readPalette();
    const layer = names.current;
    const counts = pace.current;
    const made = new Sigma<NodeData, EdgeData>(drawing.current, box.current, {
      enableEdgeEvents: true,
      allowInvalidContainer: true,
      renderEdgeLabels: true,
      labelFont: "Inter Variable, sans-serif",
      labelSize: 13,
      labelWeight: "500",
      labelDensity: 1.1,
      labelRenderedSizeThreshold: 0,
      labelColor: { color: palette.current.ink },
      minEdgeThickness: 1.6,
      defaultDrawNodeLabel: (context, data, settings) =>
        layer.gather(context, data, settings.labelFont),
      defaultDrawNodeHover: (context, data, settings) =>
        drawHover(context, data, palette.current, settings.labelFont),
      defaultDrawEdgeLabel: (context, data, source, target, settings) =>
        drawEdgeLabel(context, data, source, target, palette.current, settings.labelFont),
      zIndex: true,
      nodeReducer: (node, data) => showNode(node, data),
      edgeReducer: (key, data) => showEdge(key, data),
    });
    const first = firstCamera();
    if (first) made.getCamera().setState(first);
    let timer = 0;
    made.getCamera().on("updated", ({ x, y, ratio }) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => rest({ x, y, ratio }), REST);
    });
    made.on("beforeRender", () => layer.clear());
    made.on("afterRender", () => {
      layer.write(palette.current, made.getDimensions().width);
      const isMoved = made.getCamera().isAnimated() || made.getMouseCaptor().isMoving;
      const left = counts.note(performance.now(), isMoved);
      if (left === "edges") made.setSetting("hideEdgesOnMove", true);
      else if (left === "names") made.setSetting("hideLabelsOnMove", true);
    });
    made.on("clickNode", ({ node }) => clickNode(node));
    made.on("clickEdge", ({ edge: key }) => clickEdge(key));
    const hover = (node: string | null) => {
      near.current = node;
      made.refresh({ skipIndexation: true });
    };
    made.on("enterNode", ({ node }) => hover(node));
    made.on("leaveNode", () => hover(null));
    sigma.current = made;
    return () => {
      window.clearTimeout(timer);
      made.kill();
      sigma.current = null;
    };
  }, []);

  useEffect(() => {
    const graph = drawing.current;
    // Sigma looks at each node as it comes, when the one that was pointed at may be gone for a moment.
    near.current = null;
    const moves = redraw(graph, parts);
    pace.current.reset();
    sigma.current?.setSetting("hideEdgesOnMove", graph.size > MANY_EDGES);
    sigma.current?.setSetting("hideLabelsOnMove", false);
    sigma.current?.setSetting("stagePadding", paddingFor(graph, box.current?.clientWidth ?? 0));
    sigma.current?.refresh();
    if (moves) layout.start(graph);
    else if (parts.length === 1) layout.stop();
    // The layout's functions are new each time and do the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [parts]);

  useEffect(() => {
    palette.current = readPalette();
    sigma.current?.setSetting("labelColor", { color: palette.current.ink });
    sigma.current?.refresh({ skipIndexation: true });
  }, [colorScheme, hidden, edge, centre, isComparing]);

  const zoom = (step: "in" | "out" | "fit") => {
    const camera = sigma.current?.getCamera();
    const quick = still ? { duration: 0 } : {};
    if (step === "in") void camera?.animatedZoom(quick);
    else if (step === "out") void camera?.animatedUnzoom(quick);
    else void camera?.animatedReset(quick);
  };

  const steer = (direction: Direction) => {
    const made = sigma.current;
    const graph = drawing.current;
    const start = near.current ?? String(centre);
    if (!made || !graph.hasNode(start)) return;
    const spots = graph.mapNodes((key, data) => ({ key, ...made.graphToViewport(data) }));
    const from = spots.find((spot) => spot.key === start);
    const next = from ? nextSpot(from, spots, direction) : null;
    if (next === null) return;
    point(next);
    setTold(toldOf(graph, next, String(centre)));
  };
  const keys = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const chosen = near.current;
    if (direction) steer(direction);
    else if (event.key === "Enter" && chosen !== null) props.onConcept(Number(chosen));
    else if (event.key === "w" && chosen !== null) {
      const between = drawing.current.edges(chosen, String(centre))[0];
      if (between) clickEdgeByKey(between);
    } else if (event.key === "Escape" && chosen !== null) {
      point(null);
      setTold("");
    } else if (event.key === "+") zoom("in");
    else if (event.key === "-") zoom("out");
    else if (event.key === "0") zoom("fit");
    else return;
    event.preventDefault();
  };
  const clickEdgeByKey = (key: string) => {
    if (Number(key) > 0) props.onEdge(Number(key));
  };

  if (missing) {
    return (
      <p className={classes.noCanvas}>
        <Trans>
          This browser cannot draw the picture (it has no WebGL). The table says the same.
        </Trans>
      </p>
    );
  }
  return (
    <>
      <div
        ref={box}
        className={classes.canvas}
        role="application"
        aria-roledescription={t`picture`}
        aria-label={t`Picture: ${plural({ nodes: shown.nodes.length }, { one: "# concept", other: "# concepts" })}, ${plural({ edges: shown.edges.length }, { one: "# edge", other: "# edges" })}`}
        aria-describedby="picture-keys"
        tabIndex={0}
        data-moving={isMoving || undefined}
        onKeyDown={keys}
        onBlur={() => point(null)}
      />
      <p id="picture-keys" className={classes.pictureKeys}>
        <Trans>
          Arrow keys go from title to title, <kbd>Enter</kbd> opens one, <kbd>W</kbd> asks why,{" "}
          <kbd>+</kbd> <kbd>-</kbd> <kbd>0</kbd> zoom.
        </Trans>
      </p>
      <p className={classes.unseen} role="status">
        {told}
      </p>
      {isMoving && (
        <p className={classes.moving} aria-hidden="true">
          <Trans>Finding places…</Trans>
        </p>
      )}
      <div className={classes.zoom} role="group" aria-label={t`Zoom`}>
        <button type="button" aria-label={t`Nearer`} onClick={() => zoom("in")}>
          +
        </button>
        <button type="button" aria-label={t`Farther`} onClick={() => zoom("out")}>
          −
        </button>
        <button type="button" aria-label={t`Show all`} onClick={() => zoom("fit")}>
          ⤢
        </button>
      </div>
    </>
  );
}

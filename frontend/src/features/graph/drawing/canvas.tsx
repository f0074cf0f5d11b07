import { useMantineColorScheme } from "@mantine/core";
import { MultiDirectedGraph } from "graphology";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import Sigma from "sigma";

import type { Neighbourhood } from "../api/concepts";
import classes from "../components/graph.module.css";
import { fade, type Palette, readPalette } from "./colours";
import { drawHover, drawLabel } from "./labels";
import { type Drawing, type EdgeData, type NodeData, redraw } from "./model";

interface Props {
  parts: Neighbourhood[];
  centre: number;
  hidden: ReadonlySet<string>;
  edge: number | null;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
}

function middleOf(drawing: Drawing, centre: number): number {
  const key = String(centre);
  return drawing.hasNode(key) ? drawing.getNodeAttribute(key, "x") - 0.01 : 0;
}

function canDraw(): boolean {
  return document.createElement("canvas").getContext("webgl2") !== null;
}

/** The picture of a neighbourhood. Everything it shows stands in the list beside it too. */
export default function Canvas({ parts, centre, hidden, edge, onConcept, onEdge }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const sigma = useRef<Sigma<NodeData, EdgeData> | null>(null);
  const drawing = useRef<Drawing>(new MultiDirectedGraph<NodeData, EdgeData>());
  const palette = useRef<Palette | null>(null);
  const hovered = useRef<string | null>(null);
  const [missing] = useState(() => !canDraw());
  const { colorScheme } = useMantineColorScheme();

  const clickNode = useEffectEvent((node: string) => onConcept(Number(node)));
  const clickEdge = useEffectEvent((key: string) => onEdge(Number(key)));
  const showNode = useEffectEvent((node: string, data: NodeData) => {
    const colours = palette.current ?? readPalette();
    const near = hovered.current;
    const isFar = near !== null && near !== node && !drawing.current.areNeighbors(near, node);
    const isCentre = node === String(centre);
    return {
      ...data,
      color: isFar ? colours.line : isCentre ? colours.ink : colours.dim,
      label: isFar ? "" : data.label,
      forceLabel: isCentre || node === near,
      labelLeft: data.x < middleOf(drawing.current, centre),
      strong: isCentre,
      zIndex: isCentre ? 1 : 0,
    };
  });
  const showEdge = useEffectEvent((key: string, data: EdgeData) => {
    const colours = palette.current ?? readPalette();
    const near = hovered.current;
    const isFar = near !== null && !drawing.current.hasExtremity(key, near);
    const isAside = near === null && !drawing.current.hasExtremity(key, String(centre));
    const colour = colours.of(data.relation);
    const isDirected = data.relation === "broader" || data.relation === "senior";
    return {
      ...data,
      hidden: hidden.has(data.relation),
      color: isFar ? colours.line : isAside ? fade(colour, colours.paper, 0.62) : colour,
      type: isDirected ? "arrow" : "line",
      size: key === String(edge) ? 5 : isFar ? 1 : isAside ? 1.6 : 2.8,
      zIndex: isFar || isAside ? 0 : 1,
    };
  });

  useEffect(() => {
    if (!box.current) return;
    palette.current = readPalette();
    const made = new Sigma<NodeData, EdgeData>(drawing.current, box.current, {
      enableEdgeEvents: true,
      allowInvalidContainer: true,
      labelFont: "Inter Variable, sans-serif",
      labelSize: 13,
      labelWeight: "500",
      labelDensity: 1.1,
      labelRenderedSizeThreshold: 5,
      labelColor: { color: palette.current.ink },
      stagePadding: 120,
      minEdgeThickness: 1.6,
      defaultDrawNodeLabel: (context, data, settings) =>
        drawLabel(context, data, palette.current, settings.labelFont),
      defaultDrawNodeHover: (context, data, settings) =>
        drawHover(context, data, palette.current, settings.labelFont),
      zIndex: true,
      nodeReducer: (node, data) => showNode(node, data),
      edgeReducer: (key, data) => showEdge(key, data),
    });
    const hover = (node: string | null) => {
      hovered.current = node;
      made.refresh({ skipIndexation: true });
    };
    made.on("clickNode", ({ node }) => clickNode(node));
    made.on("clickEdge", ({ edge: key }) => clickEdge(key));
    made.on("enterNode", ({ node }) => hover(node));
    made.on("leaveNode", () => hover(null));
    sigma.current = made;
    return () => {
      made.kill();
      sigma.current = null;
    };
  }, []);

  useEffect(() => {
    redraw(drawing.current, parts);
    sigma.current?.refresh();
  }, [parts]);

  useEffect(() => {
    palette.current = readPalette();
    sigma.current?.setSetting("labelColor", { color: palette.current.ink });
    sigma.current?.refresh({ skipIndexation: true });
  }, [colorScheme, hidden, edge, centre]);

  const zoom = (step: "in" | "out" | "fit") => {
    const camera = sigma.current?.getCamera();
    if (step === "in") void camera?.animatedZoom();
    else if (step === "out") void camera?.animatedUnzoom();
    else void camera?.animatedReset();
  };

  if (missing) {
    return (
      <p className={classes.noCanvas}>
        This browser cannot draw the picture (it has no WebGL). The list beside it says the same.
      </p>
    );
  }
  return (
    <>
      <div
        ref={box}
        className={classes.canvas}
        role="img"
        aria-label="Picture of the neighbourhood"
      />
      <div className={classes.zoom} role="group" aria-label="Zoom">
        <button type="button" aria-label="Nearer" onClick={() => zoom("in")}>
          +
        </button>
        <button type="button" aria-label="Farther" onClick={() => zoom("out")}>
          −
        </button>
        <button type="button" aria-label="Show all" onClick={() => zoom("fit")}>
          ⤢
        </button>
      </div>
    </>
  );
}

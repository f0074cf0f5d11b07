import { useMantineColorScheme } from "@mantine/core";
import { MultiDirectedGraph } from "graphology";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import Sigma from "sigma";

import type { Neighbourhood } from "../api/concepts";
import classes from "../components/graph.module.css";
import { type Palette, readPalette } from "./colours";
import { type Drawing, type EdgeData, type NodeData, redraw } from "./model";

interface Props {
  parts: Neighbourhood[];
  centre: number;
  hidden: ReadonlySet<string>;
  edge: number | null;
  onConcept: (id: number) => void;
  onEdge: (id: number) => void;
}

/** The label of the node under the pointer, on a sheet of paper in the page's own colours. */
function drawHover(
  context: CanvasRenderingContext2D,
  data: { x: number; y: number; size: number; label?: string | null },
  font: string,
  palette: Palette | null,
): void {
  if (!data.label || !palette) return;
  context.font = `600 13px ${font}`;
  const width = context.measureText(data.label).width;
  context.fillStyle = palette.paper;
  context.strokeStyle = palette.line;
  context.beginPath();
  context.roundRect(data.x - data.size - 4, data.y - 12, width + data.size * 2 + 18, 24, 7);
  context.fill();
  context.stroke();
  context.fillStyle = palette.ink;
  context.beginPath();
  context.arc(data.x, data.y, data.size, 0, 2 * Math.PI);
  context.fill();
  context.fillText(data.label, data.x + data.size + 5, data.y + 4.5);
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
      zIndex: isCentre ? 1 : 0,
    };
  });
  const showEdge = useEffectEvent((key: string, data: EdgeData) => {
    const colours = palette.current ?? readPalette();
    const near = hovered.current;
    const isFar = near !== null && !drawing.current.hasExtremity(key, near);
    const isDirected = data.relation === "broader" || data.relation === "senior";
    return {
      ...data,
      hidden: hidden.has(data.relation),
      color: isFar ? colours.line : colours.of(data.relation),
      type: isDirected ? "arrow" : "line",
      size: key === String(edge) ? 5 : isFar ? 1 : 2.8,
      zIndex: isFar ? 0 : 1,
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
      stagePadding: 70,
      minEdgeThickness: 1.6,
      defaultDrawNodeHover: (context, data, settings) =>
        drawHover(context, data, settings.labelFont, palette.current),
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

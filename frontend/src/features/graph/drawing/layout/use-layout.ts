import { useEffect, useRef } from "react";

import { type Drawing, layoutTask, movePlaces } from "../model";
import type { LayoutNews } from "./layout.worker";

export interface Layout {
  /** Begin from the places that the drawing has now; what ran before is given up. */
  start: (drawing: Drawing) => void;
  stop: () => void;
}

interface Options {
  /** Show only the end, not the way there. */
  still: boolean;
  onState: (isMoving: boolean) => void;
}

/** Layouts in a worker: the page stays as quick as before while thousands of nodes find their places. */
export function useLayout({ still, onState }: Options): Layout {
  const worker = useRef<Worker | null>(null);
  const latest = useRef({ still, onState });
  useEffect(() => {
    latest.current = { still, onState };
  });

  const stop = () => {
    worker.current?.terminate();
    worker.current = null;
  };
  const start = (drawing: Drawing) => {
    stop();
    if (drawing.order < 2) return;
    const order = drawing.nodes();
    const made = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
    worker.current = made;
    latest.current.onState(true);
    made.onmessage = ({ data }: MessageEvent<LayoutNews>) => {
      if (data.done || !latest.current.still) movePlaces(drawing, order, data.places);
      if (data.done) {
        stop();
        latest.current.onState(false);
      }
    };
    made.onerror = () => {
      stop();
      latest.current.onState(false);
    };
    const task = layoutTask(drawing);
    made.postMessage(task, [task.places.buffer, task.ends.buffer, task.sides.buffer]);
  };
  useEffect(() => stop, []);
  return { start, stop };
}

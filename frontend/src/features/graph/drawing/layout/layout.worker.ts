/** Works out a layout beside the page, which goes on answering; sends places while they move. */

import { type LayoutTask, Relaxation, SPREADS, stepsFor } from "./relax";

export interface LayoutNews {
  places: Float32Array;
  done: boolean;
}

/** Milliseconds between two pictures of a layout that moves. */
const PAUSE = 120;

const post = (news: LayoutNews) =>
  (self as unknown as Worker).postMessage(news, [news.places.buffer]);

self.onmessage = ({ data }: MessageEvent<LayoutTask>) => {
  const relaxation = new Relaxation(data);
  const steps = stepsFor(data.places.length / 2);
  let told = performance.now();
  for (let step = 0; step < steps; step++) {
    relaxation.step();
    if (performance.now() - told > PAUSE) {
      post({ places: relaxation.places(), done: false });
      told = performance.now();
    }
  }
  relaxation.spread(SPREADS);
  post({ places: relaxation.places(), done: true });
};

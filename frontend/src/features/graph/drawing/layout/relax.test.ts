import { expect, test } from "vitest";

import { ABOVE, LEFT_OF, type LayoutTask, Relaxation, SPREADS, stepsFor } from "./relax";

function ring(count: number): Float32Array {
  return Float32Array.from(
    Array.from({ length: count }, (_, index) => {
      const angle = (2 * Math.PI * index) / count;
      return [10 * Math.cos(angle), 10 * Math.sin(angle)];
    }).flat(),
  );
}

function settled(task: LayoutTask): Float32Array {
  const relaxation = new Relaxation(task);
  for (let step = 0; step < stepsFor(task.places.length / 2); step++) relaxation.step();
  relaxation.spread(SPREADS);
  return relaxation.places();
}

/** A chain of seniors, the most senior one first, and a wider term of all of them. */
function chain(): LayoutTask {
  return {
    places: ring(6),
    ends: Uint32Array.from([0, 1, 1, 2, 2, 3, 3, 4, 5, 0, 5, 4]),
    sides: Uint8Array.from([ABOVE, ABOVE, ABOVE, ABOVE, LEFT_OF, LEFT_OF]),
  };
}

test("seniors come to stand above those whom they outrank, a wider term left of its kinds", () => {
  const places = settled(chain());
  const y = [0, 1, 2, 3, 4].map((index) => places[2 * index + 1] ?? 0);
  expect([...y].sort((a, b) => b - a)).toEqual(y);

  expect(places[10]).toBeLessThan(places[0] ?? 0);
  expect(places[10]).toBeLessThan(places[8] ?? 0);
});

test("the same neighbourhood gives the same picture", () => {
  expect(settled(chain())).toEqual(settled(chain()));
});

test("a thousand nodes get places of their own", () => {
  const ends = Array.from({ length: 999 }, (_, index) => [Math.floor(index / 4), index + 1]).flat();
  const places = settled({
    places: ring(1000),
    ends: Uint32Array.from(ends),
    sides: new Uint8Array(999),
  });
  const seen = new Set<string>();
  for (let index = 0; index < 1000; index++) {
    const [x, y] = [places[2 * index] ?? Number.NaN, places[2 * index + 1] ?? Number.NaN];
    expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
    seen.add(`${x.toFixed(2)},${y.toFixed(2)}`);
  }
  expect(seen.size).toBe(1000);
});

test("nodes that lie on each other move apart, and those that do not stay", () => {
  const task = { places: new Float32Array(8), ends: new Uint32Array(0), sides: new Uint8Array(0) };
  task.places.set([0, 0, 0.01, 0, 100, 0, 50, 80]);
  const relaxation = new Relaxation(task);
  relaxation.spread(SPREADS);
  const places = relaxation.places();
  const between = (a: number, b: number) =>
    Math.hypot(
      (places[2 * a] ?? 0) - (places[2 * b] ?? 0),
      (places[2 * a + 1] ?? 0) - (places[2 * b + 1] ?? 0),
    );
  expect(between(0, 1)).toBeGreaterThan(15);
  expect([...places.slice(4)]).toEqual([100, 0, 50, 80]);
});

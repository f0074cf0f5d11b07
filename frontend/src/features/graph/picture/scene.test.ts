import { expect, test } from "vitest";

import { headOf, type Line, type Scene, sceneSvg } from "./scene";

const LINE: Line = {
  kind: "line",
  x1: 0,
  y1: 0,
  x2: 100,
  y2: 0,
  colour: "senior",
  width: 2,
  arrow: true,
};
const SCENE: Scene = {
  width: 200,
  height: 100,
  title: "Cook & Co",
  marks: [
    LINE,
    { kind: "dot", x: 10, y: 10, r: 5, colour: "ink", hollow: true },
    {
      kind: "words",
      x: 5,
      y: 9,
      text: 'Chef <"de"> Partie',
      colour: "ink",
      size: 13,
      anchor: "start",
    },
  ],
};

test("a picture is one well-formed file with everything in it", () => {
  const svg = sceneSvg(SCENE, (name) => `#${name}`);
  const read = new DOMParser().parseFromString(svg, "image/svg+xml");
  expect(read.querySelector("title")?.textContent).toBe("Cook & Co");
  expect(read.querySelector("text")?.textContent).toBe('Chef <"de"> Partie');
  expect(read.querySelector("line")?.getAttribute("stroke")).toBe("#senior");
  expect(read.querySelectorAll("polygon")).toHaveLength(1);
  expect(read.querySelector("circle")?.getAttribute("fill")).toBe("#paper");
});

test("an arrow's head points to the end of its line", () => {
  const [tip, one, other] = headOf(LINE);
  expect(tip).toEqual([100, 0]);
  expect(one?.[0]).toBeLessThan(100);
  expect(one?.[0]).toBeCloseTo(other?.[0] ?? 0);
  expect(one?.[1]).toBeCloseTo(-(other?.[1] ?? 0));
});

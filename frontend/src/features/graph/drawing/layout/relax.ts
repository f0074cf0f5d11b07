/**
 * Places for many nodes by forces (ForceAtlas2, Jacomy et al. 2014), with a pull of our own that keeps seniors above
 * and wider terms to the left, as they stand around a single concept.
 *
 * Nothing here is random, so that the same neighbourhood gives the same picture.
 */

import iterate from "graphology-layout-forceatlas2/iterate.js";

export interface LayoutTask {
  /** x and y of each node, one after the other; changed in place. */
  places: Float32Array;
  /** Indices of source and target of each edge, one after the other. */
  ends: Uint32Array;
  /** For each edge: 1 when the source belongs above the target, 2 when it belongs left of it, else 0. */
  sides: Uint8Array;
}

export const ABOVE = 1;
export const LEFT_OF = 2;

const PER_NODE = 10;
const PER_EDGE = 3;
const SETTINGS = {
  linLogMode: false,
  outboundAttractionDistribution: true,
  adjustSizes: false,
  edgeWeightInfluence: 1,
  scalingRatio: 9,
  strongGravityMode: false,
  gravity: 0.4,
  slowDown: 4,
  barnesHutTheta: 0.9,
};
/** Nodes from which far ones are taken together. */
const MANY = 150;
/** How far apart a directed edge wants its ends, in units of the layout. */
const WANTED = 8;
/** Share of a wrong order that is put right in a step. */
const PULL = 0.4;

/** How much wider than tall the room of a node is, and its share of what there would be if all were spread evenly. */
const FLAT = 2;
const SHARE = 0.6;
/** A cell and half of those around it, so that each pair of cells is met once. */
const HALF_AROUND = [
  [0, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
] as const;
/** Rounds in which nodes move off each other in the end. */
export const SPREADS = 60;

/** Steps until a layout of so many nodes has settled; fewer for more nodes, each of which costs more. */
export function stepsFor(nodes: number): number {
  return Math.max(120, Math.min(400, Math.round(15_000 / Math.sqrt(Math.max(1, nodes)))));
}

/** A layout that is worked out step by step. */
export class Relaxation {
  private readonly nodes: Float32Array;
  private readonly edges: Float32Array;
  private readonly settings;

  constructor(private readonly task: LayoutTask) {
    const count = task.places.length / 2;
    this.settings = { ...SETTINGS, barnesHutOptimize: count > MANY };
    this.nodes = new Float32Array(count * PER_NODE);
    this.edges = new Float32Array((task.ends.length / 2) * PER_EDGE);
    for (let index = 0; index < count; index++) {
      const at = index * PER_NODE;
      this.nodes[at] = task.places[2 * index] ?? 0;
      this.nodes[at + 1] = task.places[2 * index + 1] ?? 0;
      this.nodes[at + 6] = 1; // mass
      this.nodes[at + 7] = 1; // convergence
      this.nodes[at + 8] = 1; // size
    }
    for (let index = 0; index < task.ends.length / 2; index++) {
      const source = (task.ends[2 * index] ?? 0) * PER_NODE;
      const target = (task.ends[2 * index + 1] ?? 0) * PER_NODE;
      this.edges.set([source, target, 1], index * PER_EDGE);
      this.nodes[source + 6] = (this.nodes[source + 6] ?? 0) + 1;
      this.nodes[target + 6] = (this.nodes[target + 6] ?? 0) + 1;
    }
  }

  /** One step of all forces. */
  step(): void {
    iterate(this.settings, this.nodes, this.edges);
    this.sort();
  }

  /** Push the ends of directed edges to the sides on which they belong. */
  private sort(): void {
    const { sides, ends } = this.task;
    for (let index = 0; index < sides.length; index++) {
      const side = sides[index];
      if (side !== ABOVE && side !== LEFT_OF) continue;
      const axis = side === ABOVE ? 1 : 0;
      const high = (ends[2 * index + (side === ABOVE ? 0 : 1)] ?? 0) * PER_NODE + axis;
      const low = (ends[2 * index + (side === ABOVE ? 1 : 0)] ?? 0) * PER_NODE + axis;
      const missing = WANTED - ((this.nodes[high] ?? 0) - (this.nodes[low] ?? 0));
      if (missing <= 0) continue;
      const push = (Math.min(missing, 4 * WANTED) * PULL) / 2;
      this.nodes[high] = (this.nodes[high] ?? 0) + push;
      this.nodes[low] = (this.nodes[low] ?? 0) - push;
    }
  }

  /**
   * Move nodes apart that lie on each other, as far as the room that the picture has for each. Names are wider than
   * tall, so room to the sides counts half.
   */
  spread(rounds: number): void {
    const count = this.nodes.length / PER_NODE;
    if (count < 2) return;
    const [left, right] = this.extent(0, 1 / FLAT);
    const [low, high] = this.extent(1, 1);
    const room = SHARE * Math.sqrt(((right - left) * (high - low) || 1) / count);
    for (let round = 0; round < rounds; round++) {
      const cells = new Map<string, number[]>();
      for (let index = 0; index < count; index++) {
        const [x, y] = this.flat(index);
        const cell = `${Math.floor(x / room)},${Math.floor(y / room)}`;
        const known = cells.get(cell);
        if (known) known.push(index);
        else cells.set(cell, [index]);
      }
      if (!this.part(cells, room)) return;
    }
  }

  private flat(index: number): [number, number] {
    return [(this.nodes[index * PER_NODE] ?? 0) / FLAT, this.nodes[index * PER_NODE + 1] ?? 0];
  }

  private extent(axis: number, scale: number): [number, number] {
    let [least, most] = [Infinity, -Infinity];
    for (let at = axis; at < this.nodes.length; at += PER_NODE) {
      const value = (this.nodes[at] ?? 0) * scale;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    return [least, most];
  }

  /** One round; whether anything had to move. */
  private part(cells: ReadonlyMap<string, readonly number[]>, room: number): boolean {
    let moved = false;
    for (const [cell, members] of cells) {
      const [column, row] = cell.split(",").map(Number);
      for (const [dx, dy] of HALF_AROUND) {
        const others =
          dx === 0 && dy === 0
            ? members
            : (cells.get(`${(column ?? 0) + dx},${(row ?? 0) + dy}`) ?? []);
        for (const one of members) {
          for (const other of others) {
            if (others === members && other <= one) continue;
            moved = this.apart(one, other, room) || moved;
          }
        }
      }
    }
    return moved;
  }

  private apart(one: number, other: number, room: number): boolean {
    const [ax, ay] = this.flat(one);
    const [bx, by] = this.flat(other);
    let [dx, dy] = [bx - ax, by - ay];
    let distance = Math.hypot(dx, dy);
    if (distance >= room) return false;
    if (distance < 1e-6) {
      const angle = (one + other) * 2.399963;
      [dx, dy, distance] = [Math.cos(angle), Math.sin(angle), 1];
    }
    const push = Math.max(0.02 * room, (room - Math.hypot(bx - ax, by - ay)) / 2);
    const [px, py] = [((dx / distance) * push * FLAT) / 2, ((dy / distance) * push) / 2];
    const [a, b] = [one * PER_NODE, other * PER_NODE];
    this.nodes[a] = (this.nodes[a] ?? 0) - px;
    this.nodes[a + 1] = (this.nodes[a + 1] ?? 0) - py;
    this.nodes[b] = (this.nodes[b] ?? 0) + px;
    this.nodes[b + 1] = (this.nodes[b + 1] ?? 0) + py;
    return true;
  }

  /** The places now, as a copy. */
  places(): Float32Array {
    const count = this.nodes.length / PER_NODE;
    const places = new Float32Array(2 * count);
    for (let index = 0; index < count; index++) {
      places[2 * index] = this.nodes[index * PER_NODE] ?? 0;
      places[2 * index + 1] = this.nodes[index * PER_NODE + 1] ?? 0;
    }
    return places;
  }
}

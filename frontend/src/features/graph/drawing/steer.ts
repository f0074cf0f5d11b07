/** Moving about the picture by arrow keys. */

export type Direction = "up" | "down" | "left" | "right";

export interface Spot {
  key: string;
  /** To the right and downwards, in the same unit. */
  x: number;
  y: number;
}

const AHEAD: Record<Direction, (dx: number, dy: number) => [ahead: number, aside: number]> = {
  up: (dx, dy) => [-dy, dx],
  down: (dx, dy) => [dy, dx],
  left: (dx, dy) => [-dx, dy],
  right: (dx, dy) => [dx, dy],
};

/** The spot to which an arrow key leads: near and straight ahead; null when there is nothing on that side. */
export function nextSpot(from: Spot, spots: Iterable<Spot>, direction: Direction): string | null {
  let best: string | null = null;
  let least = Infinity;
  for (const spot of spots) {
    if (spot.key === from.key) continue;
    const [ahead, aside] = AHEAD[direction](spot.x - from.x, spot.y - from.y);
    // Everything within 60 degrees of straight ahead; what lies aside counts as twice as far.
    if (ahead <= 0 || Math.abs(aside) > 1.75 * ahead) continue;
    const cost = ahead + 2 * Math.abs(aside);
    if (cost < least) [best, least] = [spot.key, cost];
  }
  return best;
}

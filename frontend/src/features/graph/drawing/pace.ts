/** Keeps a picture moving with the hand where the machine is slow: first the edges wait until it rests, then the names. */

export type LeftOut = "edges" | "names";

/** Milliseconds a frame may take on average, and after which it was no frame of the same movement. */
const SLOW = 45;
const APART = 1_500;
/** Frames on which a judgement stands. */
const FRAMES = 5;
const ORDER: LeftOut[] = ["edges", "names"];

export class Pace {
  private last: number | null = null;
  private gaps: number[] = [];
  private leftOut = 0;

  /** Of another picture nothing is known. */
  reset(): void {
    this.last = null;
    this.gaps = [];
    this.leftOut = 0;
  }

  /**
   * Note that a frame was drawn.
   *
   * @param at milliseconds on any clock
   * @param isMoved whether the picture is being moved
   * @returns what should be left out from now on while it moves; null when nothing more
   */
  note(at: number, isMoved: boolean): LeftOut | null {
    const gap = this.last === null ? null : at - this.last;
    this.last = isMoved ? at : null;
    if (!isMoved || gap === null || gap > APART) return null;
    this.gaps.push(gap);
    if (this.gaps.length < FRAMES) return null;
    const mean = this.gaps.reduce((sum, one) => sum + one, 0) / this.gaps.length;
    this.gaps = [];
    const next = ORDER[this.leftOut];
    if (mean <= SLOW || next === undefined) return null;
    this.leftOut += 1;
    return next;
  }
}

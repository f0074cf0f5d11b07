const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the next try: doubling, at most half a minute, spread by up to a quarter so that
 * many people who lost the same server do not come back in the same instant.
 *
 * @param failures tries that failed in a row, from 1
 * @param random in 0..1
 */
export function backoff(failures: number, random: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.round(base * (0.875 + random * 0.25));
}

/** How fast somebody judges, from the acts of the last minutes. */

const WINDOW_MS = 5 * 60_000;
const LEAST = 6;

/** Decisions a minute over the last five minutes; null for too few to say. `times`: milliseconds, newest first. */
export function paceOf(times: readonly number[]): number | null {
  const [newest] = times;
  if (newest === undefined) return null;
  const recent = times.filter((time) => newest - time <= WINDOW_MS);
  const oldest = recent.at(-1) ?? newest;
  if (recent.length < LEAST || newest === oldest) return null;
  return ((recent.length - 1) * 60_000) / (newest - oldest);
}

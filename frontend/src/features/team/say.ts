import { plural, t } from "@lingui/core/macro";

import { decimals, percent } from "@/lib/format";

import type { Drift, Figure } from "./api/team";

/** "85 % (62 to 95)", or why there is no figure. */
export function sayShare(figure: Figure): string {
  if (figure.value === undefined || figure.value === null)
    return t`undefined ${{ undefined: figure.undefined ?? "" }}`.trim();
  const low = Math.round((figure.low ?? 0) * 100);
  const high = Math.round((figure.high ?? 1) * 100);
  return t`${{ value: percent(figure.value) }} (${low} to ${high})`;
}

/** How somebody has changed, in a sentence. */
export function sayDrift(drift: Drift, lately: number): string {
  if (drift.difference === null) return t`not known: ${{ because: drift.because }}`;
  const points = Math.round(Math.abs(drift.difference) * 100);
  if (drift.verdict === "steady") return t`steady in the last ${lately} weeks`;
  const low = Math.round(Math.min(Math.abs(drift.low ?? 0), Math.abs(drift.high ?? 0)) * 100);
  return drift.verdict === "better"
    ? t`${plural(points, { one: "# point", other: "# points" })} better in the last ${lately} weeks (at least ${low}, 95 % sure)`
    : t`${plural(points, { one: "# point", other: "# points" })} worse in the last ${lately} weeks (at least ${low}, 95 % sure)`;
}

/** Milliseconds per answer as people read them. */
export const sayPace = (ms: number | null): string =>
  ms === null ? "–" : t`${{ seconds: decimals(ms / 1000, 1) }} s`;

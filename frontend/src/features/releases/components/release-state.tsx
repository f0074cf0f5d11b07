import { t } from "@lingui/core/macro";

import { StateMark, type Tone } from "@/components/state-mark";
import { stateName } from "@/lib/codes";

import type { Release } from "../api/releases";

const TONES: Record<string, Tone> = {
  draft: "warn",
  published: "good",
  withdrawn: "bad",
};

export function ReleaseState({ release }: { release: Release }) {
  return (
    <StateMark tone={TONES[release.state] ?? "calm"}>
      {release.latest ? t`serving` : stateName(release.state)}
    </StateMark>
  );
}

import { StateMark, type Tone } from "@/components/state-mark";

import type { Release } from "../api/releases";

const TONES: Record<string, Tone> = {
  draft: "warn",
  published: "good",
  withdrawn: "bad",
};

export function ReleaseState({ release }: { release: Release }) {
  return (
    <StateMark tone={TONES[release.state] ?? "calm"}>
      {release.latest ? "serving" : release.state}
    </StateMark>
  );
}

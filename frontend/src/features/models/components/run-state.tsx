import { StateMark, type Tone } from "@/components/state-mark";
import { stateName } from "@/lib/codes";

import type { Run } from "../api/runs";

const TONES: Record<Run["state"], Tone> = {
  queued: "calm",
  running: "warn",
  succeeded: "good",
  failed: "bad",
  cancelled: "calm",
  interrupted: "warn",
};

export function RunState({ run }: { run: Run }) {
  const words = run.cancel_requested && run.state === "running" ? "stopping" : run.state;
  return <StateMark tone={TONES[run.state]}>{stateName(words)}</StateMark>;
}

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** The ready recipes, from the quickest to the best. */
export const PRESETS: { value: "quick" | "loop" | "full"; label: MessageDescriptor }[] = [
  { value: "quick", label: msg`Quick: a minute, to see that it works` },
  { value: "loop", label: msg`Loop: a few minutes, for rounds with people` },
  { value: "full", label: msg`Full: the best model` },
];

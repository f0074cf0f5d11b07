/** The ready recipes, from the quickest to the best. */
export const PRESETS: { value: "quick" | "loop" | "full"; label: string }[] = [
  { value: "quick", label: "Quick: a minute, to see that it works" },
  { value: "loop", label: "Loop: a few minutes, for rounds with people" },
  { value: "full", label: "Full: the best model" },
];

import { hueOf, isRelation } from "@/relations/relations";

/** Colours by the names that pictures use. */
const VARIABLES: Record<string, string> = {
  ink: "--tl-ink",
  dim: "--tl-dim",
  paper: "--tl-paper",
  line: "--tl-line-strong",
  added: "--tl-good",
  removed: "--tl-bad",
  altered: "--tl-warn",
  merged: "--tl-dim",
};

/** The CSS variable behind a colour's name. */
export function variableOf(name: string): string {
  return VARIABLES[name] ?? `--rel-${isRelation(name) ? hueOf(name) : "unsure"}`;
}

export interface Palette {
  ink: string;
  dim: string;
  paper: string;
  line: string;
  of: (name: string) => string;
}

/** The colours of the page as plain values, for the canvas cannot read CSS variables; each is looked up once. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const known = new Map<string, string>();
  const of = (name: string) => {
    const found = known.get(name) ?? style.getPropertyValue(variableOf(name)).trim();
    known.set(name, found);
    return found;
  };
  return { ink: of("ink"), dim: of("dim"), paper: of("paper"), line: of("line"), of };
}

/** A colour faded towards another one; both as `#rrggbb`. */
export function fade(colour: string, towards: string, share: number): string {
  const channel = (text: string, at: number) => parseInt(text.slice(at, at + 2), 16);
  const mixed = [1, 3, 5].map((at) =>
    Math.round(channel(colour, at) * (1 - share) + channel(towards, at) * share)
      .toString(16)
      .padStart(2, "0"),
  );
  return `#${mixed.join("")}`;
}

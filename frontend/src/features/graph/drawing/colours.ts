import { hueOf, isRelation } from "@/relations/relations";

export interface Palette {
  ink: string;
  dim: string;
  paper: string;
  line: string;
  of: (relation: string) => string;
}

/** The colours of the page as plain values, for the canvas cannot read CSS variables. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: value("--tl-ink"),
    dim: value("--tl-dim"),
    paper: value("--tl-paper"),
    line: value("--tl-line-strong"),
    of: (relation) => value(`--rel-${isRelation(relation) ? hueOf(relation) : "unsure"}`),
  };
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

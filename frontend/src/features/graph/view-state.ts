/** Everything that the page shows, as it stands in the address: a link opens the same picture for somebody else. */

export type View = "picture" | "ladder" | "table";
export type Side = "edges" | "path" | "changes";

export interface Camera {
  x: number;
  y: number;
  ratio: number;
}

export interface ViewState {
  /** A release's number, `latest` or `next`. */
  release: string;
  /** Number of the release to compare with; null without comparison. */
  against: number | null;
  /** Edges from the concept in the middle to the rim. */
  depth: number;
  /** Further concepts whose neighbourhoods are open. */
  open: number[];
  hidden: ReadonlySet<string>;
  /** The edge whose reasons are told. */
  edge: number | null;
  view: View;
  side: Side;
  /** The other end of a way. */
  to: number | null;
  /** The whole ladder, not only who stands above and below. */
  wholeLadder: boolean;
  camera: Camera | null;
}

export const DEEPEST = 6;
const VIEWS: readonly string[] = ["picture", "ladder", "table"];
const SIDES: readonly string[] = ["edges", "path", "changes"];

function whole(text: string | null): number | null {
  const value = Number(text);
  return text && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function oneOf<T extends string>(text: string | null, known: readonly string[], usual: T): T {
  return text !== null && known.includes(text) ? (text as T) : usual;
}

function cameraOf(text: string | null): Camera | null {
  const [x, y, ratio, ...more] = (text ?? "").split(",").map(Number);
  if (x === undefined || y === undefined || ratio === undefined || more.length > 0) return null;
  return [x, y, ratio].every(Number.isFinite) && ratio > 0 ? { x, y, ratio } : null;
}

/** What an address says; what it does not say, or says wrongly, is as usual. */
export function readView(search: URLSearchParams): ViewState {
  const words = (name: string) => (search.get(name) ?? "").split(",").filter(Boolean);
  return {
    release: /^(latest|next|\d{1,9})$/.exec(search.get("release") ?? "")?.[0] ?? "latest",
    against: whole(search.get("against")),
    depth: Math.min(DEEPEST, whole(search.get("depth")) ?? 1),
    open: words("open").flatMap((text) => whole(text) ?? []),
    hidden: new Set(words("hide")),
    edge: whole(search.get("edge")),
    view: oneOf<View>(search.get("view"), VIEWS, "picture"),
    side: oneOf<Side>(search.get("side"), SIDES, "edges"),
    to: whole(search.get("to")),
    wholeLadder: search.get("scope") === "ladder",
    camera: cameraOf(search.get("at")),
  };
}

/** The address's part after `?` for a view; what is as usual is left out. */
export function writeView(state: ViewState): URLSearchParams {
  const said: [string, string | false][] = [
    ["release", state.release !== "latest" && state.release],
    ["against", state.against !== null && String(state.against)],
    ["depth", state.depth > 1 && String(state.depth)],
    ["open", state.open.join(",") || false],
    ["hide", [...state.hidden].sort().join(",") || false],
    ["edge", state.edge !== null && String(state.edge)],
    ["view", state.view !== "picture" && state.view],
    ["side", state.side !== "edges" && state.side],
    ["to", state.to !== null && String(state.to)],
    ["scope", state.wholeLadder && "ladder"],
    ["at", state.camera !== null && cameraText(state.camera)],
  ];
  const search = new URLSearchParams();
  for (const [name, value] of said) if (value !== false) search.set(name, value);
  return search;
}

function cameraText({ x, y, ratio }: Camera): string {
  return [x, y, ratio].map((value) => String(Number(value.toFixed(3)))).join(",");
}

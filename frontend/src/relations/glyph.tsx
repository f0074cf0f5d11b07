import type { Judgement } from "./relations";

const PATHS: Record<Judgement, React.ReactNode> = {
  synonym: <path d="M3.5 6.2h9M3.5 9.8h9" />,
  broader: (
    <>
      <circle cx="8" cy="8" r="5.6" />
      <circle cx="8" cy="9.4" r="1.7" fill="currentColor" stroke="none" />
    </>
  ),
  narrower: (
    <>
      <circle cx="8" cy="8" r="5.6" strokeDasharray="1.8 1.9" />
      <circle cx="8" cy="8" r="2.5" fill="currentColor" stroke="none" />
    </>
  ),
  senior: <path d="M3.5 8.8 8 4.2l4.5 4.6M3.5 12.6 8 8l4.5 4.6" />,
  junior: <path d="M3.5 3.4 8 8l4.5-4.6M3.5 7.2 8 11.8l4.5-4.6" />,
  related: <path d="M2.5 9.4c1.8-3.6 3.7-3.6 5.5-1.4s3.7 2.2 5.5-1.4" />,
  unrelated: <path d="M3.5 6.2h9M3.5 9.8h9M11 3 5 13" />,
  unsure: (
    <>
      <path d="M5.6 6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.8-1.1 1.7" />
      <circle cx="8" cy="12.3" r=".9" fill="currentColor" stroke="none" />
    </>
  ),
};

/** The sign of a relation, so that colour is never the only mark. */
export function RelationGlyph({ relation, size = 16 }: { relation: Judgement; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none" }}
    >
      {PATHS[relation]}
    </svg>
  );
}

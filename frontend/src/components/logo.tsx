import { useId } from "react";

/** The mark: three warp threads, three weft threads in the colours of relations. */
export function Logo({ size = 28, withName = true }: { size?: number; withName?: boolean }) {
  const id = useId();
  return (
    <span
      style={{ display: "inline-flex", alignItems: "center", gap: "0.55em", fontSize: size * 0.62 }}
    >
      <svg width={size} height={size} viewBox="0 0 32 32" aria-labelledby={id} role="img">
        <title id={id}>Titleloom</title>
        <rect width="32" height="32" rx="7" fill="#20303c" />
        <g fill="none" strokeWidth="2.6" strokeLinecap="round">
          <path d="M10 6v8m0 4v8M22 6v3m0 5v12M16 6v2.5m0 11V26" stroke="#f4efe6" />
          <path d="M6 11.2h6.5m5.5 0H26" stroke="#e3a53a" />
          <path d="M6 16.4h1.5m5 0h6.5m5.5 0H26" stroke="#3fae9d" />
          <path d="M6 21.6h6.5m5.5 0H26" stroke="#8b7fd6" />
        </g>
      </svg>
      {withName && (
        <span
          aria-hidden="true"
          style={{ fontFamily: "var(--tl-serif)", fontWeight: 600, letterSpacing: "-0.015em" }}
        >
          Titleloom
        </span>
      )}
    </span>
  );
}

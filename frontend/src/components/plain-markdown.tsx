import { Fragment, type ReactNode } from "react";

import classes from "./components.module.css";

function inline(text: string): ReactNode {
  return text
    .split(/\*\*(.+?)\*\*/)
    .map((part, place) =>
      place % 2 === 1 ? (
        <strong key={place}>{part}</strong>
      ) : (
        <Fragment key={place}>{part}</Fragment>
      ),
    );
}

/** Headings, lists, bold words and paragraphs; whatever else a person writes is shown as it is. */
export function PlainMarkdown({ text }: { text: string }) {
  const blocks = text.trim().split(/\n{2,}/);
  return (
    <div className={classes.prose}>
      {blocks.map((block, place) => {
        const lines = block.split("\n");
        const heading = /^#{1,4} (.+)$/.exec(block);
        if (heading && lines.length === 1) return <h3 key={place}>{inline(heading[1] ?? "")}</h3>;
        if (lines.every((line) => /^[*-] /.test(line)))
          return (
            <ul key={place}>
              {lines.map((line, row) => (
                <li key={row}>{inline(line.slice(2))}</li>
              ))}
            </ul>
          );
        return <p key={place}>{inline(block)}</p>;
      })}
    </div>
  );
}

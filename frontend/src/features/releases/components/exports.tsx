import { Panel } from "@/components/panel";
import { addressOf } from "@/lib/api-client";

import classes from "./releases.module.css";

const FORMATS = [
  ["jsonl", "JSON Lines", "everything, one object a line"],
  ["skos", "SKOS", "Turtle, for thesaurus tools"],
  ["sssom", "SSSOM", "mappings as a table"],
  ["synonyms", "Synonyms", "a file that search engines load"],
  ["graphml", "GraphML", "for Gephi, yEd and networkx"],
  ["node-link", "Node-link", "JSON for networkx"],
  ["csv", "CSV", "tables of concepts and edges"],
] as const;

/** The release as files. */
export function Exports({ number }: { number: number }) {
  return (
    <Panel title="Files">
      <ul className={classes.exports}>
        {FORMATS.map(([format, name, what]) => (
          <li key={format}>
            <a href={addressOf(`exports/${number}.${format}`)} download>
              <b>{name}</b>
              <small>{what}</small>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

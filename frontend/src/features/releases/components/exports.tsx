import { msg, t } from "@lingui/core/macro";

import { Panel } from "@/components/panel";
import { addressOf } from "@/lib/api-client";
import { say } from "@/lib/texts";

import classes from "./releases.module.css";

const FORMATS = [
  ["jsonl", msg`JSON Lines`, msg`everything, one object a line`],
  ["skos", msg`SKOS`, msg`Turtle, for thesaurus tools`],
  ["sssom", msg`SSSOM`, msg`mappings as a table`],
  ["synonyms", msg`Synonyms`, msg`a file that search engines load`],
  ["graphml", msg`GraphML`, msg`for Gephi, yEd and networkx`],
  ["node-link", msg`Node-link`, msg`JSON for networkx`],
  ["csv", msg`CSV`, msg`tables of concepts and edges`],
] as const;

/** The release as files. */
export function Exports({ number }: { number: number }) {
  return (
    <Panel title={t`Files`}>
      <ul className={classes.exports}>
        {FORMATS.map(([format, name, what]) => (
          <li key={format}>
            <a href={addressOf(`exports/${number}.${format}`)} download>
              <b>{say(name)}</b>
              <small>{say(what)}</small>
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link } from "react-router";

import { say } from "@/lib/texts";

import { RelationBadge } from "./relation-badge";
import { RelationSentence } from "./relation-sentence";
import { EXAMPLES, MEANINGS, RELATIONS } from "./relations";
import classes from "./relations.module.css";

/** The seven relations with an example each, and what helps in doubt. */
export function RelationHelp({ id }: { id?: string }) {
  return (
    <section
      {...(id ? { id } : {})}
      className={classes.help}
      aria-label={t`The relations, with examples`}
    >
      <dl>
        {RELATIONS.map((relation) => {
          const [first, second] = EXAMPLES[relation];
          return (
            <div key={relation}>
              <dt>
                <RelationBadge relation={relation} />
              </dt>
              <dd>
                {say(MEANINGS[relation])}
                <span>
                  <RelationSentence a={say(first)} relation={relation} b={say(second)} />
                </span>
              </dd>
            </div>
          );
        })}
      </dl>
      <p>
        <Trans>
          <b>In doubt:</b> Would an employer advertise the same post under both titles? Then they
          are synonyms. Would somebody be promoted from one to the other? Then one is senior,
          however much the words look alike. Can the words not tell? Then say unsure: that is an
          answer too. What holds in your own house stands in the{" "}
          <Link to="/guideline">guideline</Link>.
        </Trans>
      </p>
    </section>
  );
}

import { i18n } from "@lingui/core";
import { TransNoContext, type TransProps } from "@lingui/react/server";
import { Fragment } from "react";

/**
 * A sentence with markup inside; the macro <Trans> becomes this.
 *
 * A text that came from people is put in as a node, never as a piece of the sentence: a title such as "<b>cook</b>" is
 * shown as it is written, and not taken for the markup of the sentence.
 */
export function Trans({ values, ...message }: TransProps) {
  const safe =
    values &&
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        typeof value === "string" && value.includes("<") ? (
          <Fragment key={name}>{value}</Fragment>
        ) : (
          value
        ),
      ]),
    );
  return <TransNoContext {...message} {...(safe ? { values: safe } : {})} lingui={{ i18n }} />;
}

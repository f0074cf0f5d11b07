import { RuleTester } from "eslint";
import { describe, it } from "vitest";

import literalTexts from "./literal-texts.js";

RuleTester.describe = describe;
RuleTester.it = it;

const refused = (code) => ({ code, errors: [{ messageId: "text" }] });

new RuleTester({
  languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
}).run("texts/literal", literalTexts, {
  valid: [
    "<p><Trans>Take it <b>back</b></Trans></p>",
    "<p>{t`Take it back`}</p>",
    "<p>{one} · {two}</p>",
    "<kbd>Enter</kbd>",
    "<code>make run</code>",
    "<Logo>Titleloom</Logo>",
    '<TextInput aria-label={t`Name`} name="username" placeholder="https://example.org" />',
    '<p className={wide ? "wide" : "narrow"} />',
    '<p>{kind === "person" && <b>{name}</b>}</p>',
    '<EmptyState heading="h1" />',
    "notifications.show({ message: t`Saved.` })",
    'msg({ message: "Run", context: "group of pages" })',
  ],
  invalid: [
    refused("<p>Take it back</p>"),
    refused("<b>Take it back</b>"),
    refused('<p>{"Take it back"}</p>'),
    refused('<p>{wide ? "" : "narrow"}</p>'),
    refused('<p>{name || "nobody"}</p>'),
    refused("<p>{`${count} pairs`}</p>"),
    refused('<TextInput aria-label="Name" />'),
    refused('<TextInput placeholder={late ? "Why" : ""} />'),
    refused('<Trans><b title="Why">x</b></Trans>'),
    refused('notifications.show({ message: "Saved." })'),
    refused('[{ value: "all", label: "All" }]'),
    refused('<Panel title={"Half " + name} />'),
  ],
});

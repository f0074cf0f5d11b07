/** Texts that stand outside functions: they are written as messages, and become words where they are shown. */

import { i18n, type MessageDescriptor } from "@lingui/core";

/** The message in the language of the page. */
export function say(message: MessageDescriptor): string {
  return i18n._(message);
}

/** The words for a code of the server's; the code itself where this version has none for it. */
export function wordsOf(words: Readonly<Record<string, MessageDescriptor>>, code: string): string {
  const known = Object.hasOwn(words, code) ? words[code] : undefined;
  return known ? say(known) : code;
}

/** What a field offers, with its labels in the language of the page. */
export function choicesOf<Value extends string>(
  choices: readonly { value: Value; label: MessageDescriptor }[],
): { value: Value; label: string }[] {
  return choices.map(({ value, label }) => ({ value, label: say(label) }));
}

/** "Ana", "Ana and Ben", "Ana, Ben and Cem": a list as the language has it. */
export function listOf(
  words: readonly string[],
  type: "conjunction" | "disjunction" = "conjunction",
): string {
  // The short style has no comma before the last "and"; English of our kind has none either.
  return new Intl.ListFormat(i18n.locale === "en" ? "en-GB" : i18n.locale, { type }).format(words);
}

/**
 * Which language the page speaks. English stands in the sources; every other language is a catalog that is fetched
 * when somebody wants it.
 */

import { i18n, type Messages } from "@lingui/core";

/** Each language by its own name. */
export const LANGUAGES = { en: "English", de: "Deutsch" } as const;

export type Language = keyof typeof LANGUAGES;

const CATALOGS: Record<Exclude<Language, "en">, () => Promise<{ messages: Messages }>> = {
  de: () => import("@/locales/de.po"),
};

const LAST = "titleloom.language";
const ofPerson = (person: number) => `${LAST}.${person}`;

function known(tag: string | null | undefined): Language | null {
  const language = tag?.toLowerCase().split("-")[0] ?? "";
  return Object.hasOwn(LANGUAGES, language) ? (language as Language) : null;
}

/** The first of the browser's languages that we have. */
function languageOfBrowser(): Language {
  for (const tag of window.navigator.languages) {
    const language = known(tag);
    if (language) return language;
  }
  return "en";
}

/** Before anybody is known: what was spoken here last, else what the browser asks for. */
export function languageOfPage(): Language {
  return known(window.localStorage.getItem(LAST)) ?? languageOfBrowser();
}

/** What the person chose in this browser, else what the browser asks for. */
export function languageOf(person: number): Language {
  return known(window.localStorage.getItem(ofPerson(person))) ?? languageOfBrowser();
}

/** Remember the person's choice and turn the page to it. */
export async function chooseLanguage(person: number, language: Language): Promise<void> {
  window.localStorage.setItem(ofPerson(person), language);
  await speak(language);
}

/** Turn the page to a language. Where its catalog cannot be fetched, the page stays as it is. */
export async function speak(language: Language): Promise<void> {
  if (language !== "en") i18n.load(language, (await CATALOGS[language]()).messages);
  window.localStorage.setItem(LAST, language);
  document.documentElement.lang = language;
  i18n.activate(language);
}

/** English needs no catalog: its texts stand in the sources, and the build has taken apart those with gaps in them. */
export function beginInEnglish(): void {
  if (import.meta.env.PROD) i18n.setMessagesCompiler((message) => [message]);
  i18n.load("en", {});
  i18n.activate("en");
}

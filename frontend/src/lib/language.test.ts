import { i18n } from "@lingui/core";
import { plural, t } from "@lingui/core/macro";
import { afterEach, expect, test } from "vitest";

import { chooseLanguage, languageOf, languageOfPage, speak } from "./language";

afterEach(async () => {
  window.localStorage.clear();
  await speak("en");
  window.localStorage.clear();
});

test("who has chosen nothing reads what the browser asks for", () => {
  expect(window.navigator.languages[0]).toMatch(/^en/);
  expect([languageOf(1), languageOfPage()]).toEqual(["en", "en"]);
});

test("a choice belongs to the person who made it", async () => {
  await chooseLanguage(1, "de");
  expect([languageOf(1), languageOf(2)]).toEqual(["de", "en"]);
});

test("the log-in speaks what was spoken last", async () => {
  await chooseLanguage(1, "de");
  expect(languageOfPage()).toBe("de");
  expect(document.documentElement.lang).toBe("de");
});

test("texts, plurals and numbers follow the language of the page", async () => {
  const words = (entries: number) => [
    t`Log in`,
    plural(entries, { one: "# result", other: "# results" }),
  ];
  expect(words(1_200)).toEqual(["Log in", "1,200 results"]);
  await speak("de");
  expect(i18n.locale).toBe("de");
  expect(words(1_200)).toEqual(["Anmelden", "1.200 Treffer"]);
});

test("a language that is no more is nobody’s choice", () => {
  window.localStorage.setItem("titleloom.language.1", "xx");
  expect(languageOf(1)).toBe("en");
});

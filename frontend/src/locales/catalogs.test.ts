import { readFileSync } from "node:fs";
import { resolve } from "node:path";

import { compileMessage } from "@lingui/message-utils/compileMessage";
import { formatter } from "@lingui/format-po";
import { describe, expect, test } from "vitest";

import { LANGUAGES } from "@/lib/language";

import config from "../../lingui.config"; // eslint-disable-line no-restricted-imports -- beside src

type Message = ReturnType<typeof compileMessage>;

/** Names of what is put in, marks of what stands around words, and the forms of each plural. */
function partsOf(message: Message): { names: string[]; marks: string[]; plurals: string[][] } {
  const names = new Set<string>();
  const marks = new Set<string>();
  const plurals: string[][] = [];
  const walk = (part: unknown): void => {
    if (typeof part === "string") {
      for (const mark of part.match(/<\/?\d+\/?>/g) ?? []) marks.add(mark);
      return;
    }
    if (!Array.isArray(part)) return;
    for (const token of part as unknown[]) {
      if (!Array.isArray(token)) {
        walk(token);
        continue;
      }
      const [name, type, forms] = token as [string, string?, Record<string, unknown>?];
      names.add(name);
      if (type !== "plural" || !forms) continue;
      plurals.push(Object.keys(forms));
      Object.values(forms).forEach(walk);
    }
  };
  walk(message);
  return { names: [...names].sort(), marks: [...marks].sort(), plurals };
}

async function catalogOf(locale: string) {
  const filename = resolve(import.meta.dirname, `${locale}.po`);
  const context = { locale, sourceLocale: "en", filename };
  return Object.values(await formatter().parse(readFileSync(filename, "utf8"), context));
}

test("every language of the catalogs can be chosen, and the other way round", () => {
  expect(["en", ...config.locales].sort()).toEqual(Object.keys(LANGUAGES).sort());
});

describe.each(config.locales)("the catalog %s", (locale) => {
  test("has a text for every one of the sources", async () => {
    const catalog = await catalogOf(locale);
    expect(catalog.length).toBeGreaterThan(1_000);
    expect(catalog.filter((one) => !one.translation).map((one) => one.message)).toEqual([]);
  });

  test("puts in the same things, with the same marks around words", async () => {
    for (const { message = "", translation = "" } of await catalogOf(locale)) {
      const [source, target] = [message, translation].map((text) => partsOf(compileMessage(text)));
      expect({ message, names: target?.names, marks: target?.marks }).toEqual({
        message,
        names: source?.names,
        marks: source?.marks,
      });
    }
  });

  test("has every form of number that the language asks for", async () => {
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const { message = "", translation = "" } of await catalogOf(locale)) {
      const source = partsOf(compileMessage(message)).plurals;
      const { plurals } = partsOf(compileMessage(translation));
      if (source.length > 0)
        expect({ message, some: plurals.length > 0 }).toEqual({ message, some: true });
      for (const forms of plurals) {
        const missing = wanted.filter((form) => !forms.includes(form));
        expect({ message, missing }).toEqual({ message, missing: [] });
      }
    }
  });
});

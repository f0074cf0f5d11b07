import { expect, test } from "vitest";

import { partOf, textOf } from "./decode";

const bytes = (...values: number[]) => new Uint8Array(values).buffer;

test("a file is read as the spreadsheet has written it", () => {
  expect(textOf(new TextEncoder().encode("Köchin\tbroader").buffer)).toBe("Köchin\tbroader");
  expect(textOf(bytes(0x4b, 0xf6, 0x63, 0x68))).toBe("Köch");
  expect(textOf(bytes(0xff, 0xfe, 0x4b, 0x00, 0xf6, 0x00))).toBe("Kö");
  expect(textOf(bytes(0xfe, 0xff, 0x00, 0x4b))).toBe("K");
});

test.each([
  ["taxonomy-187.csv", 187],
  ["taxonomy-187 (2).csv", 187],
  ["titles.csv", null],
])("the part of %s is %s", (name, part) => {
  expect(partOf(name)).toBe(part);
});

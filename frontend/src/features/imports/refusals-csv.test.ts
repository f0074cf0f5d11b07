import { expect, test } from "vitest";

import { refusalsCsv } from "./refusals-csv";

test("each refused row is a row of the file, with quotes kept whole", () => {
  const csv = refusalsCsv([
    { row: 7, field: "title", reason: "too long", value: 'the "best" baker, Berlin' },
  ]);
  expect(csv).toBe(
    '"row","field","reason","value"\r\n"7","title","too long","the ""best"" baker, Berlin"',
  );
});

test("what a spreadsheet would run stays text", () => {
  const csv = refusalsCsv([{ row: 1, field: "", reason: "no title", value: "=HYPERLINK(1)" }]);
  expect(csv).toContain(`"'=HYPERLINK(1)"`);
});

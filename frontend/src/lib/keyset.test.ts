import { expect, test } from "vitest";

import { cursorOf } from "./keyset";

test.each([
  [null, undefined],
  [41, "41"],
  ["12-7", "12-7"],
  ["http://localhost:8000/api/v1/runs?cursor=cD0x&page_size=50", "cD0x"],
])("the cursor of %s is %s", (next, cursor) => {
  expect(cursorOf(next)).toBe(cursor);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { addressOf, api, onSessionLost } from "./api-client";
import { Problem, Unreachable } from "./problem";

const fetched = vi.fn<typeof fetch>();

beforeEach(() => {
  vi.stubGlobal("fetch", fetched);
  document.cookie = "titleloom_csrf=abc";
});

afterEach(() => {
  vi.unstubAllGlobals();
  fetched.mockReset();
});

function answer(body: unknown, init: ResponseInit = {}): void {
  const headers = { "Content-Type": "application/json", ...(init.headers as object) };
  fetched.mockResolvedValue(new Response(JSON.stringify(body), { ...init, headers }));
}

test("leaves empty parameters out of the address", () => {
  expect(addressOf("titles", { q: "", language: "en", cursor: undefined })).toBe(
    "/api/v1/titles?language=en",
  );
});

test("sends the CSRF token with every write", async () => {
  answer({});
  await api.post("session", { username: "ana" });
  const headers = fetched.mock.calls[0]?.[1]?.headers as Headers;
  expect(headers.get("X-CSRFToken")).toBe("abc");
});

test("turns a problem document into a typed error", async () => {
  answer(
    { code: "algebra.cycle", detail: "It would close a circle.", chain: [{ edge: 1 }] },
    { status: 409, headers: { "Retry-After": "3" } },
  );
  const error = await api.get("x").catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Problem);
  expect(error).toMatchObject({ status: 409, code: "algebra.cycle", retryAfter: 3 });
  expect((error as Problem).document.chain).toEqual([{ edge: 1 }]);
});

test("finds a sentence for an answer that is no problem document", async () => {
  fetched.mockResolvedValue(new Response("<html>Bad gateway</html>", { status: 502 }));
  await expect(api.get("x")).rejects.toThrow("502");
});

test("calls a server that does not answer unreachable", async () => {
  fetched.mockRejectedValue(new TypeError("Failed to fetch"));
  await expect(api.get("x")).rejects.toBeInstanceOf(Unreachable);
});

test("calls an answer that was cut off unreachable, not saved", async () => {
  fetched.mockResolvedValue(
    new Response('{"receipt": "sav', { headers: { "Content-Type": "application/json" } }),
  );
  await expect(api.post("annotations", {})).rejects.toBeInstanceOf(Unreachable);
});

test("tells when the session has ended, but not for a wrong password", async () => {
  const lost = vi.fn();
  const stop = onSessionLost(lost);
  answer({ code: "login.refused", detail: "Wrong." }, { status: 401 });
  await api.post("session", {}).catch(() => undefined);
  expect(lost).not.toHaveBeenCalled();
  answer({ code: "not_authenticated", detail: "Log in." }, { status: 401 });
  await api.get("home").catch(() => undefined);
  expect(lost).toHaveBeenCalledOnce();
  stop();
});

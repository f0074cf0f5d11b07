/** The only place that knows HTTP: addresses, CSRF, JSON, and problem+json turned into typed errors. */

import { t } from "@lingui/core/macro";

import { Problem, type ProblemDocument, Unreachable } from "./problem";

const ROOT = "/api/v1/";
const CSRF_COOKIE = "titleloom_csrf";
const UNAUTHENTICATED = 401;

type QueryValue = string | number | boolean | null | undefined;
export type Query = Record<string, QueryValue>;

interface Options {
  query?: Query | undefined;
  body?: unknown;
  signal?: AbortSignal | undefined;
  /** Lets the request outlive the page. */
  keepalive?: boolean | undefined;
  /** Milliseconds after which a silent server counts as away. */
  timeout?: number | undefined;
}

type Listener = () => void;
const sessionLostListeners = new Set<Listener>();

/** Be told when the server no longer knows who we are. Returns how to stop listening. */
export function onSessionLost(listener: Listener): () => void {
  sessionLostListeners.add(listener);
  return () => sessionLostListeners.delete(listener);
}

export const api = {
  get: <T>(path: string, options: Omit<Options, "body"> = {}) => request<T>("GET", path, options),
  post: <T>(path: string, body?: unknown, options: Omit<Options, "body"> = {}) =>
    request<T>("POST", path, { ...options, body }),
  put: <T>(path: string, body?: unknown) => request<T>("PUT", path, { body }),
  patch: <T>(path: string, body?: unknown) => request<T>("PATCH", path, { body }),
  delete: <T>(path: string) => request<T>("DELETE", path, {}),
};

/** The address of a file for a plain link, which the browser downloads by itself. */
export function addressOf(path: string, query?: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const tail = search.toString();
  return `${ROOT}${path}${tail ? `?${tail}` : ""}`;
}

async function request<T>(method: string, path: string, options: Options): Promise<T> {
  const response = await send(method, path, options);
  if (response.ok) return (await bodyOf(response)) as T;
  const problem = await problemOf(response);
  if (response.status === UNAUTHENTICATED && problem.code !== "login.refused") {
    for (const listener of sessionLostListeners) listener();
  }
  throw problem;
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (method !== "GET") headers.set("X-CSRFToken", readCookie(CSRF_COOKIE));
  const isForm = options.body instanceof FormData;
  if (options.body !== undefined && !isForm) headers.set("Content-Type", "application/json");
  const signals = [
    options.signal,
    options.timeout ? AbortSignal.timeout(options.timeout) : undefined,
  ];
  const present = signals.filter((signal) => signal !== undefined);
  try {
    return await fetch(addressOf(path, options.query), {
      method,
      headers,
      credentials: "same-origin",
      body: isForm ? (options.body as FormData) : serialise(options.body),
      signal: present.length > 0 ? AbortSignal.any(present) : null,
      keepalive: options.keepalive ?? false,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable(error);
  }
}

function serialise(body: unknown): string | null {
  return body === undefined ? null : JSON.stringify(body);
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  try {
    const text = await response.text();
    if (text === "") return undefined;
    const isJson = (response.headers.get("Content-Type") ?? "").includes("json");
    return isJson ? (JSON.parse(text) as unknown) : text;
  } catch (error) {
    throw new Unreachable(error);
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  try {
    const document = (await response.json()) as Partial<ProblemDocument>;
    if (typeof document.detail === "string" && typeof document.code === "string") {
      return new Problem({ ...document, status: response.status } as ProblemDocument, retryAfter);
    }
  } catch {
    // Not a problem document: a proxy or a crashed server speaks. Fall through to our own sentence.
  }
  const detail = t`The server answered ${{ status: response.status }} without saying why.`;
  return new Problem({ status: response.status, code: "http", detail }, retryAfter);
}

/** For plain forms, which send it as a field. */
export const csrfToken = () => readCookie(CSRF_COOKIE);

function readCookie(name: string): string {
  const found = document.cookie.split("; ").find((cookie) => cookie.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

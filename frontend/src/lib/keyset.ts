/** Lists that are read page by page behind a cursor. */

import { infiniteQueryOptions } from "@tanstack/react-query";

import { api, type Query } from "./api-client";

export interface Page<T> {
  /** An address, or the cursor itself; null on the last page. */
  next: string | number | null;
  results: T[];
}

/** The cursor of the next page, from the address or the bare cursor that the server gives. */
export function cursorOf(next: string | number | null): string | undefined {
  if (next === null) return undefined;
  const text = String(next);
  if (!text.includes("cursor=")) return text;
  return new URL(text, window.location.origin).searchParams.get("cursor") ?? undefined;
}

/** Query options for an endless list. */
export function keysetQuery<T>(key: readonly unknown[], path: string, query: Query = {}) {
  return infiniteQueryOptions({
    queryKey: [...key, query],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<T>>(path, { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => cursorOf(last.next),
    select: (data) => data.pages.flatMap((page) => page.results),
  });
}

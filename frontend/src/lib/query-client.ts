import { QueryClient } from "@tanstack/react-query";

import { Problem } from "./problem";

/** What the server has is asked again when the window comes back; a refusal is not tried again. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        retry: (count, error) => count < 2 && !(error instanceof Problem && !error.isPassing),
      },
      mutations: { retry: false },
    },
  });
}

import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

export interface Token {
  id: number;
  name: string;
  prefix: string;
  scopes: string[];
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  person?: string;
  /** The token itself: present once, in the answer to making it. */
  token?: string;
}

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await api.get<Page<Token>>("tokens", { signal })).results,
});

export const makeToken = (wanted: { name: string; scopes: string[]; days: number | null }) =>
  api.post<Token>("tokens", wanted);

export const revokeToken = (id: number) => api.delete<undefined>(`tokens/${id}`);

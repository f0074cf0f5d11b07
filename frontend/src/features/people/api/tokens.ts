import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

export type Token = Schemas["Token"];
/** With the secret that is shown this once. */
export type TokenWithSecret = Schemas["TokenWithSecret"];

export const tokensQuery = queryOptions({
  queryKey: ["tokens"],
  queryFn: async ({ signal }) => (await api.get<Page<Token>>("tokens", { signal })).results,
});

export const makeToken = (wanted: { name: string; scopes: string[]; days: number | null }) =>
  api.post<TokenWithSecret>("tokens", wanted);

export const revokeToken = (id: number) => api.delete<undefined>(`tokens/${id}`);

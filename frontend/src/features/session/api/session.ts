import { type QueryClient, queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { Problem } from "@/lib/problem";

export type Who = Omit<Schemas["Who"], "scopes" | "csrf_token"> & { scopes: Scope[] };

export type Scope = "graph:read" | "annotate" | "review" | "models" | "admin";

/** Who is logged in; null when nobody is. */
async function readSession(signal: AbortSignal): Promise<Who | null> {
  try {
    return await api.get<Who>("session", { signal });
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: 5 * 60_000,
});

/** Whether there is single sign-on, and where it begins. */
export const signOnQuery = queryOptions({
  queryKey: ["sign-on"],
  queryFn: ({ signal }) => api.get<Schemas["SignOn"]>("sign-on", { signal }),
  staleTime: Infinity,
});

export const logIn = (credentials: { username: string; password: string }) =>
  api.post<Who>("session", credentials);

export const logOut = () => api.delete<undefined>("session");

export const changePassword = (passwords: { old_password: string; new_password: string }) =>
  api.post<undefined>("session/password", passwords);

export type Invited = Schemas["Invited"];

/** What a link offers. The secret goes in the body, so that it stands in no log of addresses. */
export const openInvitation = (secret: string) => api.post<Invited>("invitations/open", { secret });

export const acceptInvitation = (wish: {
  secret: string;
  username: string;
  name: string;
  password: string;
}) => api.post<Who>("invitations/accept", wish);

/** Somebody else is at the screen now (or nobody): forget what the former person was shown. */
export function changeSession(client: QueryClient, who: Who | null): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
  client.setQueryData(sessionQuery.queryKey, who);
}

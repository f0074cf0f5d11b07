import { useQuery } from "@tanstack/react-query";
import { createContext, use } from "react";

import { type Scope, sessionQuery, type Who } from "./api/session";

const WhoContext = createContext<Who | null>(null);

export const WhoProvider = WhoContext.Provider;

/** The person at the screen. Only below `RequireSession`. */
export function useWho(): Who {
  const who = use(WhoContext);
  if (!who) throw new Error("useWho is for pages behind the login");
  return who;
}

export function useCan(scope: Scope): boolean {
  return useWho().scopes.includes(scope);
}

export function useSession() {
  return useQuery(sessionQuery);
}

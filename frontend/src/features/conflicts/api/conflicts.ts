import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Conflict = Schemas["ConflictOut"];

export const conflictsQuery = (state: string, rule: string) =>
  keysetQuery<Conflict>(["conflicts"], "conflicts", { state, ...(rule ? { rule } : {}) });

/** The edge is taken back and the decision tried again. */
export const giveWay = ({ id, edge }: { id: number; edge: number }) =>
  api.post<Conflict>(`conflicts/${id}/resolve`, { edge });

/** The decision gives way; the graph stays as it is. */
export const dismissConflict = ({ id, reason }: { id: number; reason: string }) =>
  api.post<Conflict>(`conflicts/${id}/dismiss`, { reason });

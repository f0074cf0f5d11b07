import type { ChainLink } from "@/api/shapes";
import type { Decision } from "@/features/decisions/api/decisions";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Conflict {
  id: number;
  decision: Decision;
  rule: string;
  sentence: string;
  chain: ChainLink[];
  state: string;
  created_at: string;
}

export const conflictsQuery = (state: string) =>
  keysetQuery<Conflict>(["conflicts"], "conflicts", { state });

/** The edge is taken back and the decision tried again. */
export const giveWay = ({ id, edge }: { id: number; edge: number }) =>
  api.post<Conflict>(`conflicts/${id}/resolve`, { edge });

/** The decision gives way; the graph stays as it is. */
export const dismissConflict = ({ id, reason }: { id: number; reason: string }) =>
  api.post<Conflict>(`conflicts/${id}/dismiss`, { reason });

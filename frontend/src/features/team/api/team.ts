import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Team = Schemas["Team"];
export type TeamPerson = Schemas["TeamPerson"];
export type Week = Schemas["Week"];
export type Drift = Schemas["Drift"];
export type Figure = Schemas["Figure"];
export type Assignment = Schemas["Assignment"];
export type Gold = Schemas["Gold"];

export const teamQuery = queryOptions({
  queryKey: ["team"],
  queryFn: ({ signal }) => api.get<Team>("team", { signal }),
});

export const assignmentsQuery = keysetQuery<Assignment>(["assignments"], "assignments");

export const assign = (wish: {
  person: number;
  count: number;
  q: string;
  note: string;
  due_on: string | null;
}) => api.post<Assignment>("assignments", wish);

export const endAssignment = (id: number) => api.delete<Assignment>(`assignments/${id}`);

export const goldQuery = keysetQuery<Gold>(["gold"], "gold");

export const addGold = (wish: { pair_id: number; relation: string; note: string }) =>
  api.post<Gold>("gold", wish);

export const retireGold = (id: number) => api.delete<undefined>(`gold/${id}`);

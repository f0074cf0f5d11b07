import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

export type Person = Schemas["Person"];
/** With the password that is shown this once. */
export type PersonWithPassword = Schemas["PersonWithPassword"];

export const ROLES = [
  { value: "annotator", label: "Annotator" },
  { value: "reviewer", label: "Lead" },
  { value: "ml_engineer", label: "ML engineer" },
  { value: "search_client", label: "Search client" },
  { value: "administrator", label: "Administrator" },
];

export const peopleQuery = queryOptions({
  queryKey: ["people"],
  queryFn: async ({ signal }) =>
    (await api.get<Page<Person>>("people", { query: { page_size: 500 }, signal })).results,
});

export const addPerson = (person: { username: string; name: string; role: string }) =>
  api.post<PersonWithPassword>("people", person);

export const changePerson = ({
  id,
  ...change
}: {
  id: number;
  role?: string;
  is_active?: boolean;
}) => api.patch<Person>(`people/${id}`, change);

export const resetPassword = (id: number) =>
  api.post<PersonWithPassword>(`people/${id}/password-reset`);

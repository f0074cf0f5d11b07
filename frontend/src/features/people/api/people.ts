import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";
import type { Page } from "@/lib/keyset";

export interface Person {
  id: number;
  username: string;
  name: string;
  role: string;
  is_active: boolean;
  must_change_password?: boolean;
  last_login?: string | null;
  /** Present once, in the answer to adding or resetting. */
  password?: string;
}

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
  api.post<Person>("people", person);

export const changePerson = ({
  id,
  ...change
}: {
  id: number;
  role?: string;
  is_active?: boolean;
}) => api.patch<Person>(`people/${id}`, change);

export const resetPassword = (id: number) => api.post<Person>(`people/${id}/password-reset`);

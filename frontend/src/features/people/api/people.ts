import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

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

export const roleName = (role: string) => ROLES.find(({ value }) => value === role)?.label ?? role;

export const peopleQuery = keysetQuery<Person>(["people"], "people");

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

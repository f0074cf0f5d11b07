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

/** What somebody may give away: a lead no more than a lead has. */
export const rolesFor = (administers: boolean) =>
  ROLES.filter(
    ({ value }) => administers || ["annotator", "reviewer", "search_client"].includes(value),
  );

export const waitingQuery = keysetQuery<Person>(["people", "waiting"], "people/waiting");

export const admitPerson = ({ id, role }: { id: number; role: string }) =>
  api.post<Person>(`people/${id}/admit`, { role });

export const declinePerson = (id: number) => api.post<Person>(`people/${id}/decline`);

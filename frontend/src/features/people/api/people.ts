import { msg } from "@lingui/core/macro";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";
import { choicesOf, say } from "@/lib/texts";

export type Person = Schemas["Person"];
/** With the password that is shown this once. */
export type PersonWithPassword = Schemas["PersonWithPassword"];

export const ROLES = [
  { value: "annotator", label: msg`Annotator` },
  { value: "reviewer", label: msg`Lead` },
  { value: "ml_engineer", label: msg`ML engineer` },
  { value: "search_client", label: msg`Search client` },
  { value: "administrator", label: msg`Administrator` },
];

export function roleName(role: string): string {
  const known = ROLES.find(({ value }) => value === role);
  return known ? say(known.label) : role;
}

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
  choicesOf(
    ROLES.filter(
      ({ value }) => administers || ["annotator", "reviewer", "search_client"].includes(value),
    ),
  );

export const waitingQuery = keysetQuery<Person>(["people", "waiting"], "people/waiting");

export const admitPerson = ({ id, role }: { id: number; role: string }) =>
  api.post<Person>(`people/${id}/admit`, { role });

export const declinePerson = (id: number) => api.post<Person>(`people/${id}/decline`);

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Invitation = Schemas["Invitation"];
/** With the secret of the link, which is shown this once. */
export type InvitationWithSecret = Schemas["InvitationWithSecret"];

export const invitationsQuery = keysetQuery<Invitation>(["invitations"], "invitations");

export const invite = (wish: { role: string; note: string; days: number }) =>
  api.post<InvitationWithSecret>("invitations", wish);

export const revokeInvitation = (id: number) => api.delete<Invitation>(`invitations/${id}`);

/** The link for the invited. What stands after “#” never reaches a server's log. */
export const linkOf = (secret: string) => `${window.location.origin}/invite#${secret}`;

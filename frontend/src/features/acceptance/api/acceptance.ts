import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type Standing = Schemas["Standing"];
export type AcceptanceChange = Partial<Pick<Standing, "enabled" | "alpha" | "sample_share">>;

/** How every relation that can be accepted stands. */
export const standingsQuery = queryOptions({
  queryKey: ["acceptance"],
  queryFn: ({ signal }) => api.get<Standing[]>("acceptance", { signal }),
});

export const changeAcceptance = ({
  relation,
  ...change
}: AcceptanceChange & { relation: string }) => api.put<Standing>(`acceptance/${relation}`, change);

/** Accept now what is earned; the clock does the same every few minutes. */
export const runAcceptance = () => api.post<Schemas["Accepted"][]>("acceptance", {});

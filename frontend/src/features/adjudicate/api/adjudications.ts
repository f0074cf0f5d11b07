import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Answer = Schemas["Answer"];
export type Dispute = Schemas["Dispute"];
export type Ruling = Omit<Schemas["AdjudicationRequestRequest"], "swapped">;
export type Figure = Schemas["Figure"];
export type Agreement = Schemas["Agreement"];

export const disputesQuery = keysetQuery<Dispute>(["adjudications"], "adjudications");

export const adjudicate = (ruling: Ruling) => api.post("adjudications", ruling);

export const agreementQuery = queryOptions({
  queryKey: ["agreement"],
  queryFn: ({ signal }) => api.get<Agreement>("agreement", { signal }),
});

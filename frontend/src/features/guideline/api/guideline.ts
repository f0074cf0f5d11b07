import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Guideline = Schemas["Guideline"];
export type GuidelineWish = Omit<Schemas["GuidelineRequestRequest"], "relations"> & {
  relations: string[];
};

export const guidelineQuery = queryOptions({
  queryKey: ["guideline"],
  queryFn: ({ signal }) => api.get<Guideline>("guideline", { signal }),
});

export const versionsQuery = keysetQuery<Guideline>(
  ["guideline", "versions"],
  "guideline/versions",
);

export const affectedQuery = (relations: string[]) =>
  queryOptions({
    queryKey: ["guideline", "affected", relations],
    queryFn: ({ signal }) =>
      api.get<Schemas["Affected"]>("guideline/affected", {
        query: { relations: relations.join(",") },
        signal,
      }),
  });

export const writeGuideline = (wish: GuidelineWish) => api.post<Guideline>("guideline", wish);

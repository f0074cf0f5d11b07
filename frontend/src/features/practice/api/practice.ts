import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";

export type PracticeRound = Schemas["PracticeRound"];
export type PracticeItem = Schemas["PracticeItem"];
export type Practice = Schemas["Practice"];

export const practiceQuery = queryOptions({
  queryKey: ["practice"],
  queryFn: ({ signal }) => api.get<Practice>("practice", { signal }),
  staleTime: 60_000,
});

export const startPractice = () => api.post<PracticeRound>("practice");

export const answerPractice = (answer: { round: number; place: number; relation: string }) =>
  api.post<Schemas["Feedback"]>(`practice/${answer.round}/answers`, {
    place: answer.place,
    relation: answer.relation,
  });

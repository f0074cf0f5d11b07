import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Feedback = Schemas["FeedbackRowOut"];

export const feedbackQuery = (state: string) =>
  keysetQuery<Feedback>(["feedback"], "feedback", { state });

/** Say that it was dealt with, and how. */
export const closeFeedback = ({ id, note }: { id: number; note: string }) =>
  api.post<Feedback>(`feedback/${id}/close`, { note });

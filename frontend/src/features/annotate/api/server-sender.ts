import { api } from "@/lib/api-client";

import type { AnswerEntry, Receipt } from "../outbox/entry";
import type { Rejected, Sender } from "../outbox/sender";

const TIMEOUT_MS = 15_000;

function bodyOf(entry: AnswerEntry) {
  return {
    task_id: entry.taskId,
    relation: entry.relation,
    client_key: entry.key,
    duration_ms: entry.durationMs,
    comment: entry.comment,
    flagged: entry.flagged,
    blind: entry.blind ?? true,
  };
}

/** The outbox's way to the server. */
export const serverSender: Sender = {
  answer: (entry) => api.post<Receipt>("annotations", bodyOf(entry), { timeout: TIMEOUT_MS }),
  answers: (entries) =>
    api.post<(Receipt | Rejected)[]>("annotations", entries.map(bodyOf), { timeout: TIMEOUT_MS }),
  skip: (taskId) => api.post(`tasks/${taskId}/skip`, undefined, { timeout: TIMEOUT_MS }),
  undo: (annotationId) =>
    api.post(`annotations/${annotationId}/undo`, undefined, { timeout: TIMEOUT_MS }),
};

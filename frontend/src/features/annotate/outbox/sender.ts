/** What the outbox needs of the server. */

import type { AnswerEntry, Receipt } from "./entry";

export interface Rejected {
  client_key: string;
  problem: { detail: string; status?: number; code?: string };
}

export interface Sender {
  answer(entry: AnswerEntry): Promise<Receipt>;
  /** Many at once; results in the order of the entries. */
  answers(entries: AnswerEntry[]): Promise<(Receipt | Rejected)[]>;
  skip(taskId: number): Promise<unknown>;
  undo(annotationId: number): Promise<unknown>;
}

export function isRejected(result: Receipt | Rejected): result is Rejected {
  return "problem" in result;
}

/** What a person did and the server has not yet confirmed. */

import type { Judgement } from "@/relations/relations";

interface Common {
  /** Made here once per act; the server answers the same key with the same receipt. */
  key: string;
  /** Whose it is: never sent under somebody else's session. */
  person: number;
  createdAt: number;
  /** How often it was handed to the network. Zero: the server cannot know of it. */
  attempts: number;
  /** Set when the server said no; it then waits for the person. */
  refusal?: string;
}

export interface AnswerEntry extends Common {
  kind: "answer";
  taskId: number;
  /** As the API has the pair, even when it was shown swapped. */
  relation: Judgement;
  durationMs: number;
  comment: string;
  flagged: boolean;
  /** Nothing that the graph knows was looked at before. Absent in what an earlier version left: it showed nothing. */
  blind?: boolean;
  titleA: string;
  titleB: string;
}

export interface SkipEntry extends Common {
  kind: "skip";
  taskId: number;
}

/** Takes an answer back whose entry was already sent. */
export interface UndoEntry extends Common {
  kind: "undo";
  /** `key` of the answer. */
  target: string;
  /** Known when the receipt had come before the undo was asked for. */
  annotationId?: number;
}

export type Entry = AnswerEntry | SkipEntry | UndoEntry;

/** The server's word that an answer is stored. */
export interface Receipt {
  id: number;
  task_id: number | null;
  pair_id: number;
  relation: Judgement;
  receipt: string;
  state: string;
  decision: number | null;
  replay: boolean;
  client_key?: string;
}

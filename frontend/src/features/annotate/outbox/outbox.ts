/**
 * Sends what people did, in order, until the server has confirmed each act.
 *
 * An answer leaves the outbox only with the server's receipt. A lost response is asked for again under the same
 * key, which the server answers with the first receipt; so nothing is lost and nothing counts twice.
 *
 * An act counts as unsent only once the store has it: before that a reload would lose it, and the screen must not
 * promise otherwise.
 */

import { t } from "@lingui/core/macro";

import { Problem } from "@/lib/problem";

import { backoff } from "./backoff";
import type { AnswerEntry, Entry, Receipt, SkipEntry, UndoEntry } from "./entry";
import { isRejected, type Rejected, type Sender } from "./sender";
import type { OutboxStore } from "./store";

const BATCH = 50;
const KEPT_RECEIPTS = 500;

export interface OutboxView {
  /** Acts that the server has not confirmed. */
  waiting: number;
  /** Of these, the ones that this browser has not written down: closing the page now would lose them. */
  unwritten: number;
  /** Acts that the server refused; they stay until the person says what to do. */
  refused: Entry[];
  state: "idle" | "sending" | "retrying" | "paused";
  failure: string | null;
  /** Whether unsent acts outlive the page; false from the first time that they could not be written down. */
  durable: boolean;
  /** Acts confirmed since the page was opened. */
  saved: number;
}

interface Setting {
  person: number;
  store: OutboxStore;
  sender: Sender;
  now?: () => number;
  random?: () => number;
  newKey?: () => string;
}

type NewAnswer = Omit<AnswerEntry, "key" | "person" | "createdAt" | "attempts" | "kind">;

export class Outbox {
  private readonly setting: Required<Setting>;
  private entries: Entry[] = [];
  /** Keys of acts that the store has not taken yet, or could not take. */
  private readonly unwritten = new Set<string>();
  /** Tasks whose answer or skip was confirmed since the page was opened, in the order of that. */
  private readonly settledTasks = new Set<number>();
  private readonly receipts = new Map<string, Receipt>();
  private readonly takenBack = new Set<number>();
  private readonly listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private failures = 0;
  private lastCreated = 0;
  private stopped = false;
  private running: Promise<void> | undefined;
  private view: OutboxView;

  constructor(setting: Setting) {
    this.setting = {
      now: () => Date.now(),
      random: () => Math.random(),
      newKey: () => crypto.randomUUID(),
      ...setting,
    };
    this.ready = new Promise((resolve) => {
      this.markReady = resolve;
    });
    this.view = {
      waiting: 0,
      unwritten: 0,
      refused: [],
      state: "idle",
      failure: null,
      durable: setting.store.durable,
      saved: 0,
    };
  }

  /**
   * Settled once what an earlier page left behind is known. Who asks for new items waits for it: until then the server
   * may still hand out what was answered here and not yet sent.
   */
  readonly ready: Promise<void>;
  private markReady: () => void = () => undefined;

  /** Take up what an earlier page left behind, and send it. */
  async start(): Promise<void> {
    try {
      const left = await this.setting.store.all(this.setting.person);
      const known = new Set(this.entries.map((entry) => entry.key));
      this.entries = [...left.filter((entry) => !known.has(entry.key)), ...this.entries];
    } finally {
      this.markReady();
    }
    this.show({});
    void this.flush();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  read = (): OutboxView => this.view;

  /**
   * Tasks that were answered or skipped here, whether or not the server knows it yet. The confirmed ones belong to
   * them: a list of tasks may have been on its way since before the confirmation.
   */
  touchedTasks(): Set<number> {
    const touched = new Set(this.settledTasks);
    for (const entry of this.entries) if (entry.kind !== "undo") touched.add(entry.taskId);
    return touched;
  }

  /** Tasks whose act the server does not know of yet: it may still hand them out. */
  waitingTasks(): number[] {
    return this.entries.flatMap((entry) => (entry.kind === "undo" ? [] : [entry.taskId]));
  }

  /** Annotations that were taken back here since the page was opened, whether or not the server knows it yet. */
  takenBackHere(): Set<number> {
    const back = new Set(this.takenBack);
    for (const entry of this.entries) {
      if (entry.kind === "undo" && entry.annotationId) back.add(entry.annotationId);
    }
    return back;
  }

  receiptOf(key: string): Receipt | undefined {
    return this.receipts.get(key);
  }

  isWaiting(key: string): boolean {
    return this.entries.some((entry) => entry.key === key);
  }

  /** Record an answer; it is in the store before this resolves, and on its way right after. */
  answer(answer: NewAnswer): { key: string; stored: Promise<void> } {
    const entry: AnswerEntry = { ...answer, ...this.common(), kind: "answer" };
    return { key: entry.key, stored: this.add(entry) };
  }

  skip(taskId: number): { key: string; stored: Promise<void> } {
    const entry: SkipEntry = { ...this.common(), kind: "skip", taskId };
    return { key: entry.key, stored: this.add(entry) };
  }

  /** Take an act back: out of the outbox when it never left, otherwise by a further act sent after it. */
  async undo(key: string): Promise<void> {
    const entry = this.entries.find((one) => one.key === key);
    const taskId =
      entry?.kind === "undo" ? undefined : (entry?.taskId ?? this.receipts.get(key)?.task_id);
    if (taskId) this.settledTasks.delete(taskId);
    if (entry && (entry.attempts === 0 || entry.refusal !== undefined)) {
      await this.drop(entry);
      return;
    }
    if (entry?.kind === "skip" || (!entry && !this.receipts.has(key))) return;
    const receipt = this.receipts.get(key);
    const undo: UndoEntry = {
      ...this.common(),
      kind: "undo",
      target: key,
      ...(receipt ? { annotationId: receipt.id } : {}),
    };
    await this.add(undo);
  }

  /** Try a refused act once more. */
  async retry(key: string): Promise<void> {
    const entry = this.entries.find((one) => one.key === key);
    if (!entry) return;
    delete entry.refusal;
    await this.write(entry);
    this.show({});
    void this.flush();
  }

  /** Give a refused act up. */
  async discard(key: string): Promise<void> {
    const entry = this.entries.find((one) => one.key === key);
    if (entry) await this.drop(entry);
  }

  /** Send everything that waits; resolves when nothing more can be sent now. */
  flush = (): Promise<void> => {
    if (this.stopped) return Promise.resolve();
    this.running ??= this.sendAll().finally(() => {
      this.running = undefined;
    });
    return this.running;
  };

  private common() {
    // Strictly rising, so that the order of acts survives the store even within one millisecond.
    this.lastCreated = Math.max(this.setting.now(), this.lastCreated + 0.001);
    return {
      key: this.setting.newKey(),
      person: this.setting.person,
      createdAt: this.lastCreated,
      attempts: 0,
    };
  }

  private async add(entry: Entry): Promise<void> {
    this.entries.push(entry);
    this.unwritten.add(entry.key);
    this.show({});
    await this.write(entry);
    void this.flush();
  }

  /** Keep the entry as it is now. A store that cannot (disk full) holds nothing up: the act is sent from here. */
  private async write(entry: Entry): Promise<void> {
    try {
      await this.setting.store.put(entry);
    } catch {
      this.unwritten.add(entry.key);
      this.show({ durable: false });
      return;
    }
    if (this.unwritten.delete(entry.key)) this.show({});
  }

  private async drop(entry: Entry): Promise<void> {
    this.entries = this.entries.filter((one) => one !== entry);
    this.unwritten.delete(entry.key);
    this.show({});
    try {
      await this.setting.store.remove(entry.key);
    } catch {
      // What stays behind is sent again by the next page; the server answers it with the first receipt.
    }
  }

  private sendable(): Entry[] {
    return this.entries.filter((entry) => entry.refusal === undefined);
  }

  private async sendAll(): Promise<void> {
    clearTimeout(this.timer);
    for (;;) {
      const [head, ...rest] = this.sendable();
      if (!head || this.stopped) break;
      this.show({ state: "sending" });
      try {
        await this.sendFrom(head, rest);
        this.failures = 0;
      } catch (error) {
        this.failed(error);
        return;
      }
    }
    this.show({ state: "idle", failure: null });
  }

  private async sendFrom(head: Entry, rest: Entry[]): Promise<void> {
    if (head.kind === "skip") return this.sendSkip(head);
    if (head.kind === "undo") return this.sendUndo(head);
    const end = rest.findIndex((entry) => entry.kind !== "answer");
    const following = (end < 0 ? rest : rest.slice(0, end)) as AnswerEntry[];
    const batch = [head, ...following].slice(0, BATCH);
    return batch.length === 1 ? this.sendAnswer(head) : this.sendAnswers(batch);
  }

  private async tried(entry: Entry): Promise<void> {
    entry.attempts += 1;
    await this.write(entry);
  }

  private async sendAnswer(entry: AnswerEntry): Promise<void> {
    await this.tried(entry);
    try {
      await this.confirmed(entry, await this.setting.sender.answer(entry));
    } catch (error) {
      await this.refusedOrThrow(entry, error);
    }
  }

  private async sendAnswers(batch: AnswerEntry[]): Promise<void> {
    // All at once: an undo meanwhile must find none of them untried.
    await Promise.all(batch.map((entry) => this.tried(entry)));
    let results: (Receipt | Rejected)[];
    try {
      results = await this.setting.sender.answers(batch);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // The whole list was refused: find out one by one whose fault it is.
      for (const entry of batch) await this.sendAnswer(entry);
      return;
    }
    const byKey = new Map(results.map((result) => [result.client_key, result]));
    for (const [index, entry] of batch.entries()) {
      const result = byKey.get(entry.key) ?? results[index];
      if (!result) throw new Error("The server's answer is shorter than what was sent.");
      if (isRejected(result)) await this.refuse(entry, result.problem.detail);
      else await this.confirmed(entry, result);
    }
  }

  private async sendSkip(entry: SkipEntry): Promise<void> {
    await this.tried(entry);
    try {
      await this.setting.sender.skip(entry.taskId);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      // The task is gone or no longer ours: it is skipped either way.
    }
    this.settledTasks.add(entry.taskId);
    await this.drop(entry);
  }

  private async sendUndo(entry: UndoEntry): Promise<void> {
    const id = entry.annotationId ?? this.receipts.get(entry.target)?.id;
    if (id === undefined) {
      // The answer was refused or given up, so there is nothing to take back.
      await this.drop(entry);
      return;
    }
    await this.tried(entry);
    try {
      await this.setting.sender.undo(id);
    } catch (error) {
      // A repeated undo whose first response was lost.
      const isDone = error instanceof Problem && error.status === 409 && entry.attempts > 1;
      if (!isDone) {
        await this.refusedOrThrow(entry, error);
        return;
      }
    }
    this.receipts.delete(entry.target);
    this.takenBack.add(id);
    await this.drop(entry);
  }

  private async confirmed(entry: AnswerEntry, receipt: Receipt): Promise<void> {
    if (receipt.receipt !== "saved") throw new Error("The server answered without a receipt.");
    this.receipts.set(entry.key, receipt);
    if (!this.isTakenBack(entry.key)) this.settledTasks.add(entry.taskId);
    const oldest = this.receipts.keys().next();
    if (this.receipts.size > KEPT_RECEIPTS && !oldest.done) this.receipts.delete(oldest.value);
    this.view = { ...this.view, saved: this.view.saved + 1 };
    // The undo that waits for this answer learns its id, also for after a reload.
    for (const other of this.entries) {
      if (other.kind === "undo" && other.target === entry.key) {
        other.annotationId = receipt.id;
        await this.write(other);
      }
    }
    await this.drop(entry);
  }

  private isTakenBack(key: string): boolean {
    return this.entries.some((entry) => entry.kind === "undo" && entry.target === key);
  }

  private async refusedOrThrow(entry: Entry, error: unknown): Promise<void> {
    if (!isRefusal(error)) throw error;
    await this.refuse(entry, error.message);
  }

  private async refuse(entry: Entry, sentence: string): Promise<void> {
    entry.refusal = sentence;
    await this.write(entry);
    this.show({});
  }

  private failed(error: unknown): void {
    const failure = error instanceof Error ? error.message : String(error);
    if (error instanceof Problem && error.status === 401) {
      this.show({ state: "paused", failure: t`Log in again; what waits is sent then.` });
      return;
    }
    this.failures += 1;
    const asked = error instanceof Problem && error.retryAfter ? error.retryAfter * 1000 : 0;
    const wait = Math.max(asked, backoff(this.failures, this.setting.random()));
    if (!this.stopped) this.timer = setTimeout(() => void this.flush(), wait);
    this.show({ state: "retrying", failure });
  }

  private show(change: Partial<OutboxView>): void {
    this.view = {
      ...this.view,
      ...change,
      waiting: this.sendable().length,
      unwritten: this.unwritten.size,
      refused: this.entries.filter((entry) => entry.refusal !== undefined),
    };
    for (const listener of this.listeners) listener();
  }
}

/** The server understood and said no, for good: trying again unchanged is of no use. */
function isRefusal(error: unknown): error is Problem {
  return error instanceof Problem && !error.isPassing && error.status !== 401;
}

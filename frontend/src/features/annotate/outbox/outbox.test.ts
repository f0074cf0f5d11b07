import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { Problem, Unreachable } from "@/lib/problem";

import type { AnswerEntry, Entry, Receipt } from "./entry";
import { Outbox } from "./outbox";
import type { Rejected, Sender } from "./sender";
import { MemoryStore, openStore } from "./store";

const ANA = 7;

/** A server that keeps what it is sent, once per key, and can lose requests or responses. */
class FakeServer implements Sender {
  readonly stored = new Map<string, Receipt>();
  readonly undone: number[] = [];
  readonly skipped: number[] = [];
  requests = 0;
  /** What goes wrong with the next requests, in order. */
  faults: ("drop request" | "drop response" | Problem)[] = [];
  reject: (entry: AnswerEntry) => string | null = () => null;

  private arrive(): "drop response" | undefined {
    this.requests += 1;
    const fault = this.faults.shift();
    if (fault instanceof Problem) throw fault;
    if (fault === "drop request") throw new Unreachable("gone");
    return fault;
  }

  private depart<T>(answer: T, fault: "drop response" | undefined): Promise<T> {
    if (fault) throw new Unreachable("lost on the way back");
    return Promise.resolve(answer);
  }

  private save(entry: AnswerEntry): Receipt {
    const before = this.stored.get(entry.key);
    if (before) return { ...before, replay: true };
    const receipt: Receipt = {
      id: this.stored.size + 1,
      task_id: entry.taskId,
      pair_id: entry.taskId * 10,
      client_key: entry.key,
      relation: entry.relation,
      receipt: "saved",
      state: "open",
      decision: null,
      replay: false,
    };
    this.stored.set(entry.key, receipt);
    return receipt;
  }

  async answer(entry: AnswerEntry): Promise<Receipt> {
    const fault = this.arrive();
    const sentence = this.reject(entry);
    if (sentence) throw new Problem({ status: 422, code: "validation", detail: sentence });
    return this.depart(this.save(entry), fault);
  }

  async answers(entries: AnswerEntry[]): Promise<(Receipt | Rejected)[]> {
    const fault = this.arrive();
    const results = entries.map((entry) => {
      const sentence = this.reject(entry);
      return sentence ? { client_key: entry.key, problem: { detail: sentence } } : this.save(entry);
    });
    return this.depart(results, fault);
  }

  async skip(taskId: number): Promise<void> {
    const fault = this.arrive();
    this.skipped.push(taskId);
    return this.depart(undefined, fault);
  }

  async undo(annotationId: number): Promise<void> {
    const fault = this.arrive();
    if (this.undone.includes(annotationId)) {
      throw new Problem({ status: 409, code: "annotation.undone", detail: "It was taken back." });
    }
    this.undone.push(annotationId);
    return this.depart(undefined, fault);
  }
}

/** A store whose disk is slow, or full. */
class SlowStore extends MemoryStore {
  override readonly durable = true;
  isFull = false;
  private held: (() => void)[] = [];

  override async put(entry: Entry): Promise<void> {
    await new Promise<void>((resolve) => this.held.push(resolve));
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    await super.put(entry);
  }

  /** Let everything be written that waits. */
  write(): Promise<unknown> {
    for (const resolve of this.held.splice(0)) resolve();
    return vi.advanceTimersByTimeAsync(0);
  }
}

const senior = (taskId: number) => ({
  taskId,
  relation: "senior" as const,
  durationMs: 900,
  comment: "",
  flagged: false,
  titleA: "senior cook",
  titleB: "cook",
});

let server: FakeServer;
let store: MemoryStore;
let outbox: Outbox;

function makeOutbox(): Outbox {
  return new Outbox({ person: ANA, store, sender: server, random: () => 0.5 });
}

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  store = new MemoryStore();
  outbox = makeOutbox();
});

afterEach(() => {
  outbox.stop();
  vi.useRealTimers();
});

const settle = () => vi.runAllTimersAsync();

describe("an answer", () => {
  test("is unsent until the receipt has come", async () => {
    const { stored } = outbox.answer(senior(1));
    expect(outbox.read().waiting).toBe(1);
    await stored;
    await settle();
    expect(outbox.read()).toMatchObject({ waiting: 0, saved: 1, state: "idle" });
    expect(await store.all(ANA)).toEqual([]);
  });

  test("stands in the store before it is sent", async () => {
    server.faults = ["drop request"];
    await outbox.answer(senior(1)).stored;
    expect(await store.all(ANA)).toHaveLength(1);
  });

  test("survives a dropped request and is sent again", async () => {
    server.faults = ["drop request", "drop request"];
    await outbox.answer(senior(1)).stored;
    await settle();
    expect(server.stored.size).toBe(1);
    expect(outbox.read().waiting).toBe(0);
  });

  test("counts once when only the response was lost", async () => {
    server.faults = ["drop response"];
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await settle();
    expect(server.requests).toBe(2);
    expect(server.stored.size).toBe(1);
    expect(outbox.receiptOf(key)).toMatchObject({ id: 1, replay: true });
  });

  test("says what is wrong while it waits for another try", async () => {
    server.faults = ["drop request"];
    await outbox.answer(senior(1)).stored;
    await vi.advanceTimersByTimeAsync(0);
    expect(outbox.read()).toMatchObject({ state: "retrying", waiting: 1 });
    expect(outbox.read().failure).toContain("does not answer");
  });

  test("waits as long as the server asks for", async () => {
    server.faults = [new Problem({ status: 429, code: "throttled", detail: "Slower." }, 20)];
    await outbox.answer(senior(1)).stored;
    await vi.advanceTimersByTimeAsync(15_000);
    expect(server.requests).toBe(1);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(server.stored.size).toBe(1);
  });

  test("that is refused stays with the sentence until the person decides", async () => {
    server.reject = () => "The pair was withdrawn.";
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await settle();
    expect(outbox.read().waiting).toBe(0);
    expect(outbox.read().refused).toMatchObject([{ key, refusal: "The pair was withdrawn." }]);
    server.reject = () => null;
    await outbox.retry(key);
    await settle();
    expect(outbox.read().refused).toEqual([]);
    expect(server.stored.size).toBe(1);
  });

  test("waits for the login when the session has ended", async () => {
    server.faults = [new Problem({ status: 401, code: "not_authenticated", detail: "Log in." })];
    await outbox.answer(senior(1)).stored;
    await settle();
    expect(outbox.read()).toMatchObject({ state: "paused", waiting: 1, refused: [] });
    await outbox.flush();
    await settle();
    expect(server.stored.size).toBe(1);
  });

  test("does not hold up the next one while its response is slow", async () => {
    let arrive: (() => void) | undefined;
    const slow = new Promise<void>((resolve) => (arrive = resolve));
    const direct = server.answer.bind(server);
    vi.spyOn(server, "answer").mockImplementationOnce(async (entry) => {
      await slow;
      return direct(entry);
    });
    await outbox.answer(senior(1)).stored;
    await outbox.answer(senior(2)).stored;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(outbox.read()).toMatchObject({ waiting: 2, state: "sending" });
    arrive?.();
    await settle();
    expect([...server.stored.values()].map((receipt) => receipt.task_id)).toEqual([1, 2]);
    expect(outbox.read().waiting).toBe(0);
  });

  test("without a receipt is not taken for saved", async () => {
    vi.spyOn(server, "answer").mockResolvedValueOnce({ receipt: "" } as Receipt);
    await outbox.answer(senior(1)).stored;
    await settle();
    expect(outbox.read()).toMatchObject({ waiting: 0, saved: 1 });
    expect(server.stored.size).toBe(1);
  });
});

describe("while the browser writes an answer down", () => {
  let slow: SlowStore;

  beforeEach(() => {
    slow = new SlowStore();
    outbox.stop();
    outbox = new Outbox({ person: ANA, store: slow, sender: server, random: () => 0.5 });
  });

  test("it is not called unsent, because a reload would lose it", async () => {
    server.faults = ["drop request", "drop request"];
    const { stored } = outbox.answer(senior(1));
    expect(outbox.read()).toMatchObject({ waiting: 1, unwritten: 1 });
    expect(await slow.all(ANA)).toEqual([]);
    await slow.write();
    await stored;
    expect(outbox.read()).toMatchObject({ waiting: 1, unwritten: 0 });
    expect(await slow.all(ANA)).toHaveLength(1);
  });

  test("it is not sent either, so that its key outlives a crash", async () => {
    outbox.answer(senior(1));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.requests).toBe(0);
    await slow.write();
    await slow.write();
    expect(server.stored.size).toBe(1);
  });

  test("an undo leaves nothing behind", async () => {
    const { key, stored } = outbox.answer(senior(1));
    await outbox.undo(key);
    await slow.write();
    await stored;
    expect(outbox.read()).toMatchObject({ waiting: 0, unwritten: 0 });
    expect(server.requests).toBe(0);
  });

  test("a full disk does not keep it from being sent, and is told", async () => {
    slow.isFull = true;
    server.faults = ["drop request"];
    outbox.answer(senior(1));
    await slow.write();
    expect(outbox.read()).toMatchObject({ waiting: 1, unwritten: 1, durable: false });
    await slow.write();
    await vi.advanceTimersByTimeAsync(1_000);
    await slow.write();
    expect(server.stored.size).toBe(1);
    expect(outbox.read()).toMatchObject({ waiting: 0, unwritten: 0 });
  });

  test("an undo of one in a list that is about to leave follows it", async () => {
    server.faults = [new Problem({ status: 401, code: "not_authenticated", detail: "Log in." })];
    outbox.answer(senior(1));
    const second = outbox.answer(senior(2));
    await slow.write();
    await slow.write();
    expect(outbox.read()).toMatchObject({ state: "paused", waiting: 2 });
    void outbox.flush();
    void outbox.undo(second.key);
    for (let turn = 0; turn < 6; turn += 1) await slow.write();
    expect(server.undone).toEqual([2]);
    expect(outbox.read().waiting).toBe(0);
  });
});

describe("the tasks that must not be shown again", () => {
  test("are those answered here, also after the receipt", async () => {
    await outbox.answer(senior(1)).stored;
    await settle();
    await outbox.skip(2).stored;
    await settle();
    expect(outbox.read().waiting).toBe(0);
    expect(outbox.waitingTasks()).toEqual([]);
    expect([...outbox.touchedTasks()]).toEqual([1, 2]);
  });

  test("are not those taken back", async () => {
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await settle();
    await outbox.undo(key);
    await settle();
    expect([...outbox.touchedTasks()]).toEqual([]);
  });

  test("are not those taken back before the receipt came", async () => {
    server.faults = ["drop response"];
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await vi.advanceTimersByTimeAsync(0);
    await outbox.undo(key);
    await settle();
    expect(server.undone).toEqual([1]);
    expect([...outbox.touchedTasks()]).toEqual([]);
  });
});

describe("many answers", () => {
  test("go as one list after an outage, in order", async () => {
    server.faults = ["drop request"];
    for (const task of [1, 2, 3]) await outbox.answer(senior(task)).stored;
    await settle();
    expect([...server.stored.values()].map((receipt) => receipt.task_id)).toEqual([1, 2, 3]);
    expect(server.requests).toBeLessThanOrEqual(3);
    expect(outbox.read().waiting).toBe(0);
  });

  test("count once each when the response to the list was lost", async () => {
    server.faults = ["drop request", "drop response"];
    for (const task of [1, 2, 3]) await outbox.answer(senior(task)).stored;
    await settle();
    expect(server.stored.size).toBe(3);
    expect(outbox.read().waiting).toBe(0);
  });

  test("do not suffer from the one that is refused", async () => {
    server.faults = ["drop request"];
    server.reject = (entry) => (entry.taskId === 2 ? "No." : null);
    for (const task of [1, 2, 3]) await outbox.answer(senior(task)).stored;
    await settle();
    expect(server.stored.size).toBe(2);
    expect(outbox.read().refused).toHaveLength(1);
  });

  test("are told one by one whose fault it is when the whole list is refused", async () => {
    server.faults = [
      "drop request",
      new Problem({ status: 422, code: "validation", detail: "Item 2 is wrong." }),
    ];
    server.reject = (entry) => (entry.taskId === 2 ? "No." : null);
    for (const task of [1, 2, 3]) await outbox.answer(senior(task)).stored;
    await settle();
    expect(server.stored.size).toBe(2);
    expect(outbox.read().refused).toHaveLength(1);
  });
});

describe("undo", () => {
  test("of what never left takes it out of the outbox", async () => {
    server.faults = [new Problem({ status: 401, code: "not_authenticated", detail: "Log in." })];
    await outbox.answer(senior(1)).stored;
    await settle();
    const second = outbox.answer(senior(2));
    await outbox.undo(second.key);
    await second.stored;
    await settle();
    expect([...server.stored.values()].map((receipt) => receipt.task_id)).not.toContain(2);
  });

  test("of what is saved tells the server", async () => {
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await settle();
    await outbox.undo(key);
    await settle();
    expect(server.undone).toEqual([1]);
    expect(outbox.read().waiting).toBe(0);
  });

  test("of an answer whose fate is unknown first learns it, then takes it back", async () => {
    server.faults = ["drop response"];
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await vi.advanceTimersByTimeAsync(0);
    await outbox.undo(key);
    await settle();
    expect(server.stored.size).toBe(1);
    expect(server.undone).toEqual([1]);
  });

  test("whose response was lost counts once", async () => {
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await settle();
    server.faults = ["drop response"];
    await outbox.undo(key);
    await settle();
    expect(server.undone).toEqual([1]);
    expect(outbox.read()).toMatchObject({ waiting: 0, refused: [] });
  });

  test("and a new answer reach the server in that order", async () => {
    const { key, stored } = outbox.answer(senior(1));
    await stored;
    await settle();
    server.faults = ["drop request"];
    await outbox.undo(key);
    await outbox.answer({ ...senior(1), relation: "synonym" }).stored;
    await settle();
    expect(server.undone).toEqual([1]);
    expect([...server.stored.values()].at(-1)).toMatchObject({ relation: "synonym" });
  });
});

describe("after the page was closed", () => {
  test("what was unsent is sent by the next one", async () => {
    server.faults = ["drop request"];
    await outbox.answer(senior(1)).stored;
    outbox.stop();
    const next = makeOutbox();
    await next.start();
    await settle();
    expect(server.stored.size).toBe(1);
    expect(await store.all(ANA)).toEqual([]);
    next.stop();
  });

  test("what another person left is not sent under this one's name", async () => {
    server.faults = ["drop request"];
    await outbox.answer(senior(1)).stored;
    outbox.stop();
    const ben = new Outbox({ person: 8, store, sender: server });
    await ben.start();
    await settle();
    expect(server.stored.size).toBe(0);
    ben.stop();
  });

  test("a skipped task is skipped again without harm", async () => {
    server.faults = ["drop response"];
    await outbox.skip(5).stored;
    await settle();
    expect(server.skipped).toEqual([5, 5]);
    expect(outbox.read().waiting).toBe(0);
  });
});

test("IndexedDB keeps entries in the order of the acts", async () => {
  vi.useRealTimers();
  const durable = await openStore();
  expect(durable.durable).toBe(true);
  const base = { ...senior(1), kind: "answer" as const, person: ANA, attempts: 0 };
  await durable.put({ ...base, key: "b", createdAt: 2 });
  await durable.put({ ...base, key: "a", createdAt: 1 });
  await durable.put({ ...base, key: "c", createdAt: 3, person: 8 });
  expect((await durable.all(ANA)).map((entry) => entry.key)).toEqual(["a", "b"]);
  await durable.remove("a");
  expect((await durable.all(ANA)).map((entry) => entry.key)).toEqual(["b"]);
});

/** What the other tabs of the same person hold and have done, so that no pair lies on two desks of one person. */

type Message =
  | { from: string; kind: "hello" }
  | { from: string; kind: "held"; tasks: number[] }
  | { from: string; kind: "done"; task: number }
  | { from: string; kind: "bye" };

type WithoutSender<M> = M extends Message ? Omit<M, "from"> : never;
type Said = WithoutSender<Message>;

/** As much of a `BroadcastChannel` as is needed. */
export interface Channel {
  postMessage: (message: Message) => void;
  onmessage: ((event: { data: Message }) => void) | null;
  close: () => void;
}

/** A tab that has said nothing for so long is gone. */
const SILENT_MS = 10 * 60_000;
/** Tabs of one browser answer within a few milliseconds. */
const ANSWER_MS = 30;

export class DeskTabs {
  /** Settled once the other tabs have had the time to say what they hold. */
  readonly ready: Promise<void>;
  private readonly others = new Map<string, { tasks: number[]; at: number }>();
  private readonly doneElsewhere = new Set<number>();
  private held: number[] = [];

  constructor(
    private readonly channel: Channel | null,
    private readonly onDone: (task: number) => void,
    private readonly me: string = crypto.randomUUID(),
    private readonly now: () => number = () => Date.now(),
  ) {
    if (channel) channel.onmessage = ({ data }) => this.hear(data);
    this.say({ kind: "hello" });
    this.ready = channel
      ? new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
      : Promise.resolve();
  }

  /** Tasks that lie before other tabs. */
  heldElsewhere(): number[] {
    const since = this.now() - SILENT_MS;
    return [...this.others.values()].flatMap(({ tasks, at }) => (at < since ? [] : tasks));
  }

  /** Tasks that were answered or skipped in other tabs since this one was opened. */
  settledElsewhere(): ReadonlySet<number> {
    return this.doneElsewhere;
  }

  hold(tasks: number[]): void {
    this.held = tasks;
    this.say({ kind: "held", tasks });
  }

  done(task: number): void {
    this.say({ kind: "done", task });
  }

  close(): void {
    this.say({ kind: "bye" });
    this.channel?.close();
  }

  private say(message: Said): void {
    this.channel?.postMessage({ ...message, from: this.me });
  }

  private hear(message: Message): void {
    switch (message.kind) {
      case "hello":
        if (this.held.length > 0) this.say({ kind: "held", tasks: this.held });
        return;
      case "held":
        this.others.set(message.from, { tasks: message.tasks, at: this.now() });
        // Taken back there, it is no longer done.
        for (const task of message.tasks) this.doneElsewhere.delete(task);
        return;
      case "done":
        this.doneElsewhere.add(message.task);
        this.onDone(message.task);
        return;
      case "bye":
        this.others.delete(message.from);
    }
  }
}

/** The tabs of this person in this browser. */
export function openTabs(person: number, onDone: (task: number) => void): DeskTabs {
  const channel =
    typeof BroadcastChannel === "undefined"
      ? null
      : (new BroadcastChannel(`titleloom-desk-${person}`) as unknown as Channel);
  return new DeskTabs(channel, onDone);
}

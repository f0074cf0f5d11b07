/** Where entries wait: IndexedDB, so that a crash of the browser loses nothing. */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

import type { Entry } from "./entry";

export interface OutboxStore {
  /** Whether entries outlive the page. */
  readonly durable: boolean;
  /** A person's entries, oldest first. */
  all(person: number): Promise<Entry[]>;
  /** Resolves once the entry outlives a crash, where the store is durable at all. */
  put(entry: Entry): Promise<void>;
  remove(key: string): Promise<void>;
}

interface Schema extends DBSchema {
  entries: { key: string; value: Entry; indexes: { person: number } };
}

const DATABASE = "titleloom-outbox";

class IndexedDbStore implements OutboxStore {
  readonly durable = true;

  constructor(private readonly database: IDBPDatabase<Schema>) {}

  async all(person: number): Promise<Entry[]> {
    const found = await this.database.getAllFromIndex("entries", "person", person);
    return found.sort((a, b) => a.createdAt - b.createdAt);
  }

  async put(entry: Entry): Promise<void> {
    // "strict": the browser waits for the disk, so that a power cut right after loses nothing either.
    const writing = this.database.transaction("entries", "readwrite", { durability: "strict" });
    await Promise.all([writing.store.put(entry), writing.done]);
  }

  async remove(key: string): Promise<void> {
    await this.database.delete("entries", key);
  }
}

/** For browsers that refuse IndexedDB; the page says that closing it would lose what is unsent. */
export class MemoryStore implements OutboxStore {
  readonly durable: boolean = false;
  private readonly entries = new Map<string, Entry>();

  all(person: number): Promise<Entry[]> {
    const own = [...this.entries.values()].filter((entry) => entry.person === person);
    return Promise.resolve(own.sort((a, b) => a.createdAt - b.createdAt));
  }

  put(entry: Entry): Promise<void> {
    this.entries.set(entry.key, entry);
    return Promise.resolve();
  }

  remove(key: string): Promise<void> {
    this.entries.delete(key);
    return Promise.resolve();
  }
}

export async function openStore(): Promise<OutboxStore> {
  try {
    const database = await openDB<Schema>(DATABASE, 1, {
      upgrade(fresh) {
        const entries = fresh.createObjectStore("entries", { keyPath: "key" });
        entries.createIndex("person", "person");
      },
    });
    return new IndexedDbStore(database);
  } catch {
    return new MemoryStore();
  }
}

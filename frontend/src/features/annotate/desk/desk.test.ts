import { describe, expect, test } from "vitest";

import type { NextItems, Task } from "../api/queue";
import { type Desk, deskReducer, EMPTY_DESK } from "./desk";

const NOW = new Date("2026-01-01T12:00:00Z").getTime();

function task(id: number, leasedUntil = "2026-01-01T12:05:00Z"): Task {
  const title = (text: string) => ({ id: id * 10, text, language: "en", count: 1 });
  return {
    id,
    pair: { id, title_a: title(`a${id}`), title_b: title(`b${id}`) },
    reason: "",
    leased_until: leasedUntil,
    blind: true,
    blind_first: false,
    wanted: 1,
    highlights: { shared: [], only_a: [], only_b: [], level_a: [], level_b: [] },
  };
}

function arrive(
  desk: Desk,
  tasks: Task[],
  more: Partial<NextItems> & { touched?: number[] } = {},
): Desk {
  const { touched = [], ...rest } = more;
  const progress = { done_today: 0, done_total: 0, days_in_a_row: 0, open: 9 };
  const next: NextItems = { items: tasks, empty: null, progress, ...rest };
  return deskReducer(desk, { type: "arrived", next, touched: new Set(touched), now: NOW });
}

const ids = (desk: Desk) => desk.items.map((one) => one.id);
const done = (desk: Desk, key: string) => {
  const [first] = desk.items;
  if (!first) throw new Error("nothing at hand");
  return deskReducer(desk, {
    type: "done",
    done: { task: first, key, relation: "senior", at: NOW },
  });
};

describe("the desk", () => {
  test("puts the next item at hand as soon as one is decided", () => {
    const desk = done(arrive(EMPTY_DESK, [task(1), task(2)]), "k1");
    expect(ids(desk)).toEqual([2]);
    expect(desk.progress?.done_today).toBe(1);
  });

  test("does not show again what is already at hand or decided", () => {
    const desk = done(arrive(EMPTY_DESK, [task(1), task(2)]), "k1");
    expect(ids(arrive(desk, [task(1), task(2), task(3)]))).toEqual([2, 3]);
  });

  test("does not show what waits in the outbox from before a reload", () => {
    expect(ids(arrive(EMPTY_DESK, [task(1), task(2)], { touched: [1] }))).toEqual([2]);
  });

  test("drops what was fetched ahead when its lease has run out, but not the item at hand", () => {
    const old = "2026-01-01T11:59:00Z";
    const desk = arrive(EMPTY_DESK, [task(1, old), task(2, old), task(3)]);
    expect(ids(arrive(desk, [task(4)]))).toEqual([1, 3, 4]);
  });

  test("takes back the last ones, one after the other", () => {
    let desk = arrive(EMPTY_DESK, [task(1), task(2), task(3)]);
    desk = done(done(desk, "k1"), "k2");
    desk = deskReducer(desk, { type: "undone" });
    expect(ids(desk)).toEqual([2, 3]);
    desk = deskReducer(desk, { type: "undone" });
    expect(ids(desk)).toEqual([1, 2, 3]);
    expect(desk.progress?.done_today).toBe(0);
    expect(deskReducer(desk, { type: "undone" })).toBe(desk);
  });

  test("keeps the reason why it is empty", () => {
    const empty = {
      reason: "all_leased" as const,
      sentence: "Others hold them.",
      open: 3,
      leased: 3,
      mine: 0,
    };
    expect(arrive(EMPTY_DESK, [], { empty }).empty).toEqual(empty);
  });
});

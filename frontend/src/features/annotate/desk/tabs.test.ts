import { expect, test } from "vitest";

import { type Channel, DeskTabs } from "./tabs";

/** Channels that hear each other at once, and not themselves. */
function bus(): () => Channel {
  const open: Channel[] = [];
  return () => {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data) => {
        for (const other of open) if (other !== channel) other.onmessage?.({ data });
      },
      close: () => void open.splice(open.indexOf(channel), 1),
    };
    open.push(channel);
    return channel;
  };
}

const ignore = () => undefined;

test("a tab that opens later hears what the others hold", () => {
  const connect = bus();
  const first = new DeskTabs(connect(), ignore);
  first.hold([1, 2]);
  const second = new DeskTabs(connect(), ignore);
  expect(second.heldElsewhere()).toEqual([1, 2]);
  second.hold([3]);
  expect(first.heldElsewhere()).toEqual([3]);
});

test("what one tab answers leaves the desk of the other", () => {
  const connect = bus();
  const left: number[] = [];
  const first = new DeskTabs(connect(), ignore);
  const second = new DeskTabs(connect(), (task) => left.push(task));
  first.done(7);
  expect(left).toEqual([7]);
  expect(second.settledElsewhere().has(7)).toBe(true);
  first.hold([7]); // taken back
  expect(second.settledElsewhere().has(7)).toBe(false);
});

test("a closed or silent tab holds nothing", () => {
  const connect = bus();
  let now = 0;
  const first = new DeskTabs(connect(), ignore);
  const second = new DeskTabs(connect(), ignore, "second", () => now);
  first.hold([1]);
  now = 3_600_000;
  expect(second.heldElsewhere()).toEqual([]);
  first.hold([1, 2]);
  expect(second.heldElsewhere()).toEqual([1, 2]);
  first.close();
  expect(second.heldElsewhere()).toEqual([]);
});

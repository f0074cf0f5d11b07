/** The trail outlives the page of the desk, so that Ctrl+Z still knows the last ones after a look elsewhere. */

import type { Outbox } from "../outbox/outbox";
import type { Done } from "./desk";

const trails = new WeakMap<Outbox, Done[]>();

export function keepTrail(outbox: Outbox, trail: Done[]): void {
  trails.set(outbox, trail);
}

export function keptTrail(outbox: Outbox): Done[] {
  return trails.get(outbox) ?? [];
}

/** An answer that was taken back elsewhere is none that the desk can take back. */
export function dropFromTrail(outbox: Outbox, annotation: number): void {
  const left = keptTrail(outbox).filter(({ key }) => outbox.receiptOf(key)?.id !== annotation);
  trails.set(outbox, left);
}

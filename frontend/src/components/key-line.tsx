import type { MessageDescriptor } from "@lingui/core";
import { t } from "@lingui/core/macro";

import { say } from "@/lib/texts";

import classes from "./components.module.css";

/** A key as it stands on its cap, and what it does. */
export type KeyDoes = readonly [key: string, does: MessageDescriptor];

/** The legend of a page's keys, always on screen. */
export function KeyLine({ keys }: { keys: readonly KeyDoes[] }) {
  return (
    <div className={classes.keyLine} aria-label={t`Keys`}>
      {keys.map(([key, does]) => (
        <span key={key}>
          <kbd>{key.replace("Ctrl", t({ message: "Ctrl", context: "key" }))}</kbd> {say(does)}
        </span>
      ))}
    </div>
  );
}

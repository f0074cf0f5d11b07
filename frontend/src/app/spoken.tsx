import { i18n } from "@lingui/core";
import { Fragment, type ReactNode, useSyncExternalStore } from "react";

const subscribe = (changed: () => void) => i18n.on("change", changed);
const locale = () => i18n.locale;

/**
 * Builds everything inside anew when the page turns to another language, so that no text of the former one stays. What
 * was asked of the server and what waits to be sent live outside, and stay.
 */
export function Spoken({ children }: { children: ReactNode }) {
  return <Fragment key={useSyncExternalStore(subscribe, locale)}>{children}</Fragment>;
}

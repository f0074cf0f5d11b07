import { t } from "@lingui/core/macro";
import { useCallback, useEffect, useState } from "react";

const IS_APPLE = /Mac|iPhone|iPad/.test(window.navigator.userAgent);

/** The chord as it stands on a key cap. */
export const paletteChord = () => (IS_APPLE ? "⌘K" : t`Ctrl K`);

/** Whether the palette is open; Ctrl+K (or Cmd+K) opens and closes it, also from within a field. */
export function usePalette() {
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isChord = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!isChord || event.key.toLowerCase() !== "k") return;
      event.preventDefault();
      if (!event.repeat) setOpen((was) => !was);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  const open = useCallback(() => setOpen(true), []);
  const close = useCallback(() => setOpen(false), []);
  return { isOpen, open, close };
}

import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useState,
  useSyncExternalStore,
} from "react";

import { useWho } from "@/features/session/use-who";

import { serverSender } from "../api/server-sender";
import { Outbox, type OutboxView } from "./outbox";
import { openStore } from "./store";

const OutboxContext = createContext<Outbox | null>(null);

/** One outbox for the whole session, so that changing pages never interrupts it. */
export function OutboxProvider({ children }: { children: ReactNode }) {
  const { id: person } = useWho();
  const client = useQueryClient();
  const [outbox, setOutbox] = useState<Outbox | null>(null);

  useEffect(() => {
    let made: Outbox | undefined;
    let isGone = false;
    void openStore().then((store) => {
      if (isGone) return;
      made = new Outbox({ person, store, sender: serverSender });
      setOutbox(made);
      void made.start();
    });
    return () => {
      isGone = true;
      made?.stop();
    };
  }, [person]);

  useEffect(() => {
    if (!outbox) return;
    const guard = (event: BeforeUnloadEvent) => {
      const { waiting, unwritten } = outbox.read();
      if (waiting > 0 || unwritten > 0) event.preventDefault();
    };
    const now = () => void outbox.flush();
    window.addEventListener("beforeunload", guard);
    window.addEventListener("online", now);
    return () => {
      window.removeEventListener("beforeunload", guard);
      window.removeEventListener("online", now);
    };
  }, [outbox, client]);

  return <OutboxContext value={outbox}>{children}</OutboxContext>;
}

/** The outbox; null for the moment until its store is open. */
export function useOutbox(): Outbox | null {
  return use(OutboxContext);
}

const UNOPENED: OutboxView = {
  waiting: 0,
  unwritten: 0,
  refused: [],
  state: "idle",
  failure: null,
  durable: true,
  saved: 0,
};

export function useOutboxView(): OutboxView {
  const outbox = useOutbox();
  return useSyncExternalStore(
    outbox?.subscribe ?? (() => () => undefined),
    outbox?.read ?? (() => UNOPENED),
  );
}

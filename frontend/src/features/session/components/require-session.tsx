import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Center, Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";

import { Failure } from "@/components/failure";
import { onSessionLost } from "@/lib/api-client";
import { languageOf, speak } from "@/lib/language";

import { sessionQuery } from "../api/session";
import { useSession, WhoProvider } from "../use-who";
import { LoginPage } from "./login-page";
import { PasswordGate } from "./password-gate";

/** Shows the login in place of the page, at the page's own address, until somebody is logged in. */
export function RequireSession({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const session = useSession();

  useEffect(() => onSessionLost(() => client.setQueryData(sessionQuery.queryKey, null)), [client]);

  // Each person has a language of their own, as each has keys of their own.
  const person = session.data?.id;
  useEffect(() => {
    if (person === undefined) return;
    const wanted = languageOf(person);
    // Without its catalog the page stays in the language that it has.
    if (wanted !== i18n.locale) speak(wanted).catch(() => undefined);
  }, [person]);

  if (session.isPending) {
    return (
      <Center mih="100vh">
        <Loader color="gray" aria-label={t`Loading`} />
      </Center>
    );
  }
  if (session.isError) {
    return (
      <Center mih="100vh" p="md">
        <Failure error={session.error} retry={() => void session.refetch()} />
      </Center>
    );
  }
  if (!session.data) return <LoginPage />;
  return (
    <WhoProvider value={session.data}>
      {session.data.must_change_password ? <PasswordGate /> : children}
    </WhoProvider>
  );
}

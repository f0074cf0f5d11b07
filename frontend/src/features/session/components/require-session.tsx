import { t } from "@lingui/core/macro";
import { Center, Loader } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";

import { Failure } from "@/components/failure";
import { onSessionLost } from "@/lib/api-client";

import { sessionQuery } from "../api/session";
import { useSession, WhoProvider } from "../use-who";
import { LoginPage } from "./login-page";
import { PasswordGate } from "./password-gate";

/** Shows the login in place of the page, at the page's own address, until somebody is logged in. */
export function RequireSession({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const session = useSession();

  useEffect(() => onSessionLost(() => client.setQueryData(sessionQuery.queryKey, null)), [client]);

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

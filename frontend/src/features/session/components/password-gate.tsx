import { Trans } from "@lingui/react/macro";
import { Center, Stack, Text, Title } from "@mantine/core";

import { Logo } from "@/components/logo";

import { useWho } from "../use-who";
import { PasswordForm } from "./password-form";

/** Stands before everything else while a person still has the password somebody else made. */
export function PasswordGate() {
  const who = useWho();
  return (
    <Center mih="100vh" p="lg" component="main">
      <Stack w="min(24rem, 100%)">
        <Logo size={30} />
        <Title order={1}>
          <Trans>Choose your own password</Trans>
        </Title>
        <Text c="dimmed" size="sm">
          <Trans>
            Welcome, {{ name: who.name }}. The password you logged in with was made for you; choose
            one that only you know.
          </Trans>
        </Text>
        <PasswordForm onDone={() => undefined} />
      </Stack>
    </Center>
  );
}

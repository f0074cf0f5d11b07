import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Logo } from "@/components/logo";
import { Refusal } from "@/components/refusal";

import { changeSession, logIn } from "../api/session";
import classes from "./login.module.css";
import { signOnSentence } from "../sign-on-words";
import { SignOnButton } from "./sign-on-button";
import { Weave } from "./weave";

export function LoginPage() {
  const client = useQueryClient();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const said = signOnSentence(window.location.search);
  const login = useMutation({
    mutationFn: logIn,
    onSuccess: (who) => changeSession(client, who),
  });

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    login.mutate({ username, password });
  };

  return (
    <main className={classes.page}>
      <section className={classes.side} aria-hidden="true">
        <Weave />
      </section>
      <section className={classes.form}>
        <form onSubmit={submit} aria-label={t`Log in`}>
          <Stack gap="md">
            <Logo size={34} />
            <div>
              <Title order={1}>
                <Trans>Log in</Trans>
              </Title>
              <Text c="dimmed" size="sm" mt={4}>
                <Trans>
                  A knowledge graph of job titles, made by people and a model that learns from them.
                </Trans>
              </Text>
            </div>
            <TextInput
              label={t`Name`}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              autoFocus
              required
              withAsterisk={false}
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
            />
            <PasswordInput
              label={t`Password`}
              name="password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {login.isError ? (
              <Refusal error={login.error} />
            ) : (
              said && <Refusal error={new Error(said)} />
            )}
            <Button type="submit" size="md" loading={login.isPending}>
              <Trans>Log in</Trans>
            </Button>
          </Stack>
        </form>
        <Stack gap="md" mt="md" className={classes.otherwise ?? ""}>
          <SignOnButton />
          <Text size="xs" c="dimmed">
            <Trans>No account? Ask a lead for an invitation; nobody signs up by themselves.</Trans>
          </Text>
        </Stack>
      </section>
    </main>
  );
}

import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Center, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useEffect, useState } from "react";
import { Link, useNavigate } from "react-router";

import { Bound } from "@/components/bound";
import { Logo } from "@/components/logo";
import { Refusal } from "@/components/refusal";
import { momentOf } from "@/lib/format";
import { Problem } from "@/lib/problem";
import { wordsOf } from "@/lib/texts";

import { acceptInvitation, changeSession, type Invited, openInvitation } from "../api/session";
import { NewPassword } from "../components/new-password";

const AS: Record<string, MessageDescriptor> = {
  annotator: msg`an annotator: you judge pairs of job titles`,
  reviewer: msg`a lead: you judge, review, settle and publish`,
  ml_engineer: msg`an ML engineer: you train and promote models`,
  search_client: msg`a search client: you read the graph`,
  administrator: msg`an administrator`,
};

function AcceptForm({ secret, invited }: { secret: string; invited: Invited }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [username, setUsername] = useState("");
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const accept = useMutation({
    mutationFn: acceptInvitation,
    onSuccess: (who) => {
      changeSession(client, who);
      void navigate("/", { replace: true });
    },
  });
  const problem = accept.error instanceof Problem ? accept.error : null;
  const differs = again !== "" && again !== password;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (password === again) accept.mutate({ secret, username, name, password });
  };
  return (
    <form onSubmit={submit} aria-label={t`Accept the invitation`}>
      <Stack gap="sm">
        <Text c="dimmed" size="sm">
          <Trans>
            {{ invitedBy: invited.invited_by }} invites you to Titleloom as{" "}
            {{ as: wordsOf(AS, invited.role) }}. The link works once, until{" "}
            {{ expiresAt: momentOf(invited.expires_at) }}.
          </Trans>
        </Text>
        <TextInput
          label={t`Login name`}
          description={t`Letters, digits and @ . + - _`}
          autoComplete="username"
          autoCapitalize="none"
          required
          withAsterisk={false}
          value={username}
          error={problem?.forField("username")}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <TextInput
          label={t`Your name, as others see it`}
          autoComplete="name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NewPassword
          label={t`Password`}
          value={password}
          again={again}
          error={problem?.forField("new_password")}
          onValue={setPassword}
          onAgain={setAgain}
        />
        {accept.isError && <Refusal error={accept.error} />}
        <Button type="submit" size="md" loading={accept.isPending} disabled={differs}>
          <Trans>Come in</Trans>
        </Button>
      </Stack>
    </form>
  );
}

/** The page behind an invitation's link. */
export default function InviteRoute() {
  // Read once: the address is cleaned below, so that the secret does not stay in the browser's history.
  const [secret] = useState(() => window.location.hash.slice(1));
  useEffect(() => {
    document.title = t`Invitation · Titleloom`;
    window.history.replaceState(window.history.state, "", "/invite");
  }, []);
  const invited = useQuery({
    queryKey: ["invited", secret],
    queryFn: () => openInvitation(secret),
    retry: false,
    enabled: secret !== "",
    staleTime: Infinity,
  });
  const refused = invited.error instanceof Problem && invited.error.status === 410;
  return (
    <Center mih="100vh" p="lg" component="main">
      <Stack w="min(26rem, 100%)">
        <Logo size={30} />
        <Title order={1}>
          <Trans>You are invited</Trans>
        </Title>
        {secret === "" ? (
          <Text>
            <Trans>
              The link is not whole: something should stand after “#”. Copy all of it, or{" "}
              <Link to="/">log in</Link> if you have been here before.
            </Trans>
          </Text>
        ) : refused ? (
          <>
            <Refusal error={invited.error} />
            <Link to="/">
              <Trans>To the log-in</Trans>
            </Link>
          </>
        ) : (
          <Bound query={invited} lines={4}>
            {(data) => <AcceptForm secret={secret} invited={data} />}
          </Bound>
        )}
      </Stack>
    </Center>
  );
}

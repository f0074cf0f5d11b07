import { Button, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Refusal } from "@/components/refusal";
import { Problem } from "@/lib/problem";

import { changePassword, sessionQuery } from "../api/session";

/** Old and new password, the new one twice. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      onDone();
    },
  });
  const differs = again !== "" && again !== fresh;
  const problem = change.error instanceof Problem ? change.error : null;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (fresh === again) change.mutate({ old_password: old, new_password: fresh });
  };

  return (
    <form onSubmit={submit} aria-label="Change password">
      <Stack gap="sm">
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={old}
          error={problem?.forField("old_password")}
          onChange={(event) => setOld(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password"
          description="Ten characters or more, and not a common one"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={fresh}
          error={problem?.forField("new_password")}
          onChange={(event) => setFresh(event.currentTarget.value)}
        />
        <PasswordInput
          label="New password again"
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={again}
          error={differs ? "The two differ." : undefined}
          onChange={(event) => setAgain(event.currentTarget.value)}
        />
        {change.isError && <Refusal error={change.error} />}
        <Button type="submit" loading={change.isPending} disabled={differs}>
          Change password
        </Button>
      </Stack>
    </form>
  );
}

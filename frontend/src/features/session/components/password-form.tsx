import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, PasswordInput, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Refusal } from "@/components/refusal";
import { Problem } from "@/lib/problem";

import { changePassword, sessionQuery } from "../api/session";
import { NewPassword } from "./new-password";

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
    <form onSubmit={submit} aria-label={t`Change password`}>
      <Stack gap="sm">
        <PasswordInput
          label={t`Present password`}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={old}
          error={problem?.forField("old_password")}
          onChange={(event) => setOld(event.currentTarget.value)}
        />
        <NewPassword
          label={t`New password`}
          value={fresh}
          again={again}
          error={problem?.forField("new_password")}
          onValue={setFresh}
          onAgain={setAgain}
        />
        {change.isError && <Refusal error={change.error} />}
        <Button type="submit" loading={change.isPending} disabled={differs}>
          <Trans>Change password</Trans>
        </Button>
      </Stack>
    </form>
  );
}

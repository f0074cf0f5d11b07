import { t } from "@lingui/core/macro";
import { PasswordInput } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  /** "New password" where there is one already. */
  label: string;
  value: string;
  again: string;
  error?: ReactNode;
  onValue: (value: string) => void;
  onAgain: (value: string) => void;
}

/** A password, typed twice. */
export function NewPassword({ label, value, again, error, onValue, onAgain }: Props) {
  const differs = again !== "" && again !== value;
  return (
    <>
      <PasswordInput
        label={label}
        description={t`Ten characters or more, and not a common one`}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={value}
        error={error}
        onChange={(event) => onValue(event.currentTarget.value)}
      />
      <PasswordInput
        label={t`${label} again`}
        autoComplete="new-password"
        required
        withAsterisk={false}
        value={again}
        error={differs ? t`The two differ.` : undefined}
        onChange={(event) => onAgain(event.currentTarget.value)}
      />
    </>
  );
}

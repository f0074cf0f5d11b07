import { t } from "@lingui/core/macro";
import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";

interface Props {
  title: string;
  description: string;
  action: string;
  danger?: boolean;
  opened: boolean;
  pending: boolean;
  onClose: () => void;
  onSay: (reason: string) => void;
}

/** Asks for a reason before something that others will notice. */
export function ReasonModal(props: Props) {
  const [reason, setReason] = useState("");
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() !== "") props.onSay(reason);
        }}
      >
        <TextInput
          label={t`Why`}
          description={props.description}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button
          mt="md"
          type="submit"
          {...(props.danger ? { color: "red" } : {})}
          disabled={reason.trim() === ""}
          loading={props.pending}
        >
          {props.action}
        </Button>
      </form>
    </Modal>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";

import { Refusal } from "@/components/refusal";
import { choicesOf } from "@/lib/texts";

import { addPerson, ROLES } from "../api/people";
import classes from "./people.module.css";
import { ShownOnce } from "./shown-once";

/** Add somebody; the first password is made by the server and must be changed at the first login. */
export function AddPerson() {
  const client = useQueryClient();
  const [username, setUsername] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState("annotator");
  const add = useMutation({
    mutationFn: addPerson,
    onSuccess: async () => {
      setUsername("");
      setName("");
      await client.invalidateQueries({ queryKey: ["people"] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate({ username, name, role });
  };
  return (
    <>
      <form className={classes.form} onSubmit={submit} aria-label={t`Add a person`}>
        <TextInput
          label={t`Login name`}
          required
          withAsterisk={false}
          value={username}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <TextInput
          label={t`Full name`}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Select
          label={t`Role`}
          data={choicesOf(ROLES)}
          value={role}
          allowDeselect={false}
          onChange={(value) => setRole(value ?? "annotator")}
        />
        <Button type="submit" loading={add.isPending}>
          <Trans>Add</Trans>
        </Button>
      </form>
      {add.isError && <Refusal error={add.error} />}
      {add.data && (
        <ShownOnce
          what={t`First password of ${{ username: add.data.username }}, to be changed at the first login.`}
          secret={add.data.password}
        />
      )}
    </>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { Panel } from "@/components/panel";
import { Refusal } from "@/components/refusal";
import { RELATIONS } from "@/relations/relations";

import { addGold } from "../api/team";

/** On a pair's page: vouch for its answer. */
export function MakeGold({ pair }: { pair: number }) {
  const client = useQueryClient();
  const [relation, setRelation] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: addGold,
    onSuccess: () => client.invalidateQueries({ queryKey: ["gold"] }),
  });
  return (
    <Panel title={t`Gold`}>
      <Group align="flex-end">
        <Select
          label={t`The first title is, beyond doubt,`}
          data={[...RELATIONS]}
          value={relation}
          onChange={setRelation}
        />
        <Button
          variant="default"
          disabled={!relation}
          loading={add.isPending}
          onClick={() => relation && add.mutate({ pair_id: pair, relation, note: "" })}
        >
          <Trans>Make it gold</Trans>
        </Button>
      </Group>
      {add.isError && <Refusal error={add.error} />}
      {add.isSuccess && (
        <p role="status">
          <Trans>It is gold now, and asked of everybody, unmarked among the others.</Trans>
        </p>
      )}
    </Panel>
  );
}

import { t } from "@lingui/core/macro";
import { Skeleton, Stack } from "@mantine/core";

/** Lines where a list will stand. */
export function Waiting({ lines = 5 }: { lines?: number }) {
  return (
    <Stack gap="sm" p="md" role="status" aria-label={t`Loading`}>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={18} width={`${92 - ((line * 17) % 38)}%`} />
      ))}
    </Stack>
  );
}

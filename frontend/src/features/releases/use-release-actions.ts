import { t } from "@lingui/core/macro";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";

import { sentenceOf } from "@/lib/problem";

import { buildRelease, publishRelease, serveRelease, withdrawRelease } from "./api/releases";

/** Build, publish, withdraw; every page that shows the graph asks anew afterwards. */
export function useReleaseActions() {
  const client = useQueryClient();
  const refresh = () =>
    Promise.all(
      ["releases", "graph", "home"].map((key) => client.invalidateQueries({ queryKey: [key] })),
    );
  const onError = (error: unknown) =>
    notifications.show({ color: "red", message: sentenceOf(error), autoClose: 9_000 });
  const told = (words: (number: number) => string) => (release: { number: number }) => {
    notifications.show({ message: words(release.number) });
    void refresh();
  };
  const build = useMutation({
    mutationFn: buildRelease,
    onSuccess: told(
      (number) => t`Release ${number} is built. Look at what changed, then publish it.`,
    ),
    onError,
  });
  const publish = useMutation({
    mutationFn: publishRelease,
    onSuccess: told((number) => t`Release ${number} is published: the search team gets it now.`),
    onError,
  });
  const serve = useMutation({
    mutationFn: serveRelease,
    onSuccess: told((number) => t`Release ${number} is what the search team gets now.`),
    onError,
  });
  const withdraw = useMutation({
    mutationFn: withdrawRelease,
    onSuccess: told((number) => t`Release ${number} is withdrawn; the one before it serves again.`),
    onError,
  });
  return { build, publish, serve, withdraw };
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { csrfToken } from "@/lib/api-client";

import { signOnQuery } from "../api/session";

/** The other way in, where one is set up. A plain form, for the browser leaves the page. */
export function SignOnButton() {
  const signOn = useQuery(signOnQuery);
  if (!signOn.data?.address) return null;
  const { address, name } = signOn.data;
  return (
    <>
      <Divider label={t`or`} />
      <form method="post" action={address} aria-label={t`Single sign-on`}>
        <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
        <input type="hidden" name="next" value={hereWithout("sso")} />
        <Button type="submit" variant="default" size="md" fullWidth>
          <Trans>Continue with {name}</Trans>
        </Button>
      </form>
    </>
  );
}

/** This page's own address without one of its parameters. */
function hereWithout(name: string): string {
  const here = new URL(window.location.href);
  here.searchParams.delete(name);
  return here.pathname + here.search + here.hash;
}

import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { say } from "@/lib/texts";

const FAILED = msg`The log-in did not succeed. Try again; if it stays so, ask an administrator.`;

/** Why single sign-on did not let somebody in; the codes are the server's (`/?sso=CODE`). */
const WORDS: Record<string, MessageDescriptor> = {
  waiting: msg`You are known now, and wait for a lead to let you in. Log in again when they tell you.`,
  inactive: msg`You are not let in here. Ask a lead or an administrator.`,
  domain: msg`Addresses of your domain are not let in here. Ask an administrator.`,
  unverified: msg`Your address is not verified where you logged in. Verify it there, then come again.`,
  no_email: msg`The log-in did not tell your address, so that nobody knows who you are here.`,
  cancelled: msg`You called the log-in off.`,
  failed: FAILED,
};

/** The sentence for a code; null when the address holds none. */
export function signOnSentence(search: string): string | null {
  const code = new URLSearchParams(search).get("sso");
  return code === null ? null : say(WORDS[code] ?? FAILED);
}

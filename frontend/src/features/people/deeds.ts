import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

import { say } from "@/lib/texts";

/** What people did, as they would say it. Names of actions are the server's. */
const DEEDS: Record<string, MessageDescriptor> = {
  "annotation.record": msg`Judged`,
  "annotation.undo": msg`Took a judgement back`,
  "task.skip": msg`Skipped`,
  "task.adjudicate": msg`Settled a dispute`,
  "decision.record": msg`Decided`,
  "decision.record_many": msg`Decided many at once`,
  "decision.second_yes": msg`Gave a second yes`,
  "proposals.review": msg`Reviewed proposals`,
  "conflict.resolve": msg`Resolved a conflict`,
  "conflict.dismiss": msg`Dismissed a conflict`,
  "change_set.open": msg`Changed many at once`,
  "concept.prefer": msg`Chose a preferred title`,
  "concept.retire": msg`Retired a concept`,
  "concept.unretire": msg`Brought a concept back`,
  "titles.import": msg`Imported titles`,
  "import.undo": msg`Took an import back`,
  "relations.import": msg`Imported relations`,
  "judgements.import": msg`Imported judgements`,
  "gold.add": msg`Made a pair gold`,
  "gold.retire": msg`Retired a gold pair`,
  "assignment.make": msg`Assigned pairs`,
  "assignment.end": msg`Took an assignment back`,
  "guideline.write": msg`Changed the guideline`,
  "release.build": msg`Built a release`,
  "release.publish": msg`Published a release`,
  "release.serve": msg`Moved what is served`,
  "release.withdraw": msg`Withdrew a release`,
  "release.notes": msg`Wrote notes of a release`,
  "training.start": msg`Started a training`,
  "training.cancel": msg`Cancelled a training`,
  "training.resume": msg`Resumed a training`,
  "model.register": msg`Registered a model`,
  "queue_policy.change": msg`Changed how pairs are chosen`,
  "queue.release": msg`Gave pairs back`,
  "queue.release_leases": msg`Freed pairs on desks`,
  "tasks.fill": msg`Filled the queue`,
  "acceptance.change": msg`Changed what is accepted by itself`,
  "person.create": msg`Added a person`,
  "person.update": msg`Changed a person`,
  "person.arrive": msg`Came by single sign-on`,
  "person.admit": msg`Let somebody in`,
  "person.decline": msg`Declined somebody`,
  "password.change": msg`Changed the password`,
  "password.reset": msg`Reset a password`,
  "invitation.make": msg`Made an invitation`,
  "invitation.accept": msg`Accepted an invitation`,
  "invitation.revoke": msg`Took an invitation back`,
  "token.create": msg`Made a token`,
  "token.revoke": msg`Revoked a token`,
  "session.login": msg`Logged in`,
  "session.logout": msg`Logged out`,
};

/** The deed in words; one that is not known here keeps its name, readable. */
export function deedOf(action: string): string {
  const known = DEEDS[action];
  if (known) return say(known);
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** What people did, as they would say it. Names of actions are the server's. */
const DEEDS: Record<string, string> = {
  "annotation.record": "Judged",
  "annotation.undo": "Took a judgement back",
  "task.skip": "Skipped",
  "task.adjudicate": "Settled a dispute",
  "decision.record": "Decided",
  "decision.record_many": "Decided many at once",
  "decision.second_yes": "Gave a second yes",
  "proposals.review": "Reviewed proposals",
  "conflict.resolve": "Resolved a conflict",
  "conflict.dismiss": "Dismissed a conflict",
  "change_set.open": "Changed many at once",
  "concept.prefer": "Chose a preferred title",
  "concept.retire": "Retired a concept",
  "concept.unretire": "Brought a concept back",
  "titles.import": "Imported titles",
  "import.undo": "Took an import back",
  "relations.import": "Imported relations",
  "judgements.import": "Imported judgements",
  "release.build": "Built a release",
  "release.publish": "Published a release",
  "release.serve": "Moved what is served",
  "release.withdraw": "Withdrew a release",
  "release.notes": "Wrote notes of a release",
  "training.start": "Started a training",
  "training.cancel": "Cancelled a training",
  "training.resume": "Resumed a training",
  "model.register": "Registered a model",
  "queue_policy.change": "Changed how pairs are chosen",
  "queue.release": "Gave pairs back",
  "queue.release_leases": "Freed pairs on desks",
  "tasks.fill": "Filled the queue",
  "acceptance.change": "Changed what is accepted by itself",
  "person.create": "Added a person",
  "person.update": "Changed a person",
  "person.arrive": "Came by single sign-on",
  "person.admit": "Let somebody in",
  "person.decline": "Declined somebody",
  "password.change": "Changed the password",
  "password.reset": "Reset a password",
  "invitation.make": "Made an invitation",
  "invitation.accept": "Accepted an invitation",
  "invitation.revoke": "Took an invitation back",
  "token.create": "Made a token",
  "token.revoke": "Revoked a token",
  "session.login": "Logged in",
  "session.logout": "Logged out",
};

/** The deed in words; one that is not known here keeps its name, readable. */
export function deedOf(action: string): string {
  const known = DEEDS[action];
  if (known) return known;
  const words = action.replaceAll(/[._]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

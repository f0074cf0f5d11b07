/** The seven relations, read "first title is X than second title", and how they are spelled out. */

import type { MessageDescriptor } from "@lingui/core";
import { msg, t } from "@lingui/core/macro";

import { wordsOf } from "@/lib/texts";

export const RELATIONS = [
  "synonym",
  "broader",
  "narrower",
  "senior",
  "junior",
  "related",
  "unrelated",
] as const;

export type Relation = (typeof RELATIONS)[number];
export type Judgement = Relation | "unsure";

const INVERSE: Record<Judgement, Judgement> = {
  synonym: "synonym",
  broader: "narrower",
  narrower: "broader",
  senior: "junior",
  junior: "senior",
  related: "related",
  unrelated: "unrelated",
  unsure: "unsure",
};

/** What the second title is to the first when the first is `relation` to the second. */
export function inverse<T extends Judgement>(relation: T): T {
  return INVERSE[relation] as T;
}

export function isRelation(word: string): word is Relation {
  return (RELATIONS as readonly string[]).includes(word);
}

/** The colour's name: a directed relation and its inverse share one. */
export function hueOf(relation: Judgement): string {
  if (relation === "narrower") return "broader";
  if (relation === "junior") return "senior";
  return relation;
}

/** CSS colour of a relation; the variables stand in `app/styles/relations.css`. */
export function colourOf(relation: Judgement): string {
  return `var(--rel-${hueOf(relation)})`;
}

const NAMES: Record<Judgement, MessageDescriptor> = {
  synonym: msg`synonym`,
  broader: msg`broader`,
  narrower: msg`narrower`,
  senior: msg`senior`,
  junior: msg`junior`,
  related: msg`related`,
  unrelated: msg`unrelated`,
  unsure: msg`unsure`,
};

/** The relation as a word in the language of the page; what is no relation stays as it is. */
export function relationName(relation: string): string {
  return wordsOf(NAMES, relation);
}

/** The relations as what a field offers. */
export function relationChoices<Value extends string>(
  relations: readonly Value[],
): { value: Value; label: string }[] {
  return relations.map((value) => ({ value, label: relationName(value) }));
}

const LINKS: Record<Judgement, MessageDescriptor> = {
  synonym: msg`means the same job as`,
  broader: msg`is a wider term than`,
  narrower: msg`is a kind of`,
  senior: msg`is more senior than`,
  junior: msg`is more junior than`,
  related: msg`is another job close to`,
  unrelated: msg`has nothing to do with`,
  unsure: msg`cannot be told from`,
};

/** What stands at the arrow from the first title to the second; what is no relation stays as it is. */
export function linkWords(relation: string): string {
  return wordsOf(LINKS, relation);
}

/** "‘senior cook’ is more senior than ‘cook’". */
export function sentence(a: string, relation: Judgement, b: string): string {
  switch (relation) {
    case "synonym":
      return t`‘${a}’ means the same job as ‘${b}’`;
    case "broader":
      return t`‘${a}’ is a wider term than ‘${b}’`;
    case "narrower":
      return t`‘${a}’ is a kind of ‘${b}’`;
    case "senior":
      return t`‘${a}’ is more senior than ‘${b}’`;
    case "junior":
      return t`‘${a}’ is more junior than ‘${b}’`;
    case "related":
      return t`‘${a}’ is another job close to ‘${b}’`;
    case "unrelated":
      return t`‘${a}’ has nothing to do with ‘${b}’`;
    case "unsure":
      return t`‘${a}’ and ‘${b}’ cannot be judged from the words`;
  }
}

/** What a relation means, for legends and help. */
export const MEANINGS: Record<Judgement, MessageDescriptor> = {
  synonym: msg`the same job, said in other words`,
  broader: msg`the first is the wider term and holds the second`,
  narrower: msg`the first is a kind of the second`,
  senior: msg`the first outranks the second`,
  junior: msg`the second outranks the first`,
  related: msg`different jobs that are close`,
  unrelated: msg`different jobs, nothing to do with each other`,
  unsure: msg`cannot be judged from the words`,
};

/** A pair for each relation, as the guide for taxonomists has them. */
export const EXAMPLES: Record<
  Relation,
  readonly [first: MessageDescriptor, second: MessageDescriptor]
> = {
  synonym: [msg`attorney`, msg`lawyer`],
  broader: [msg`engineer`, msg`software engineer`],
  narrower: [msg`pastry cook`, msg`cook`],
  senior: [msg`head chef`, msg`sous chef`],
  junior: [msg`first officer`, msg`captain`],
  related: [msg`baker`, msg`pastry cook`],
  unrelated: [msg`product manager`, msg`production manager`],
};

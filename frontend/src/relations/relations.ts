/** The seven relations, read "first title is X than second title", and how they are spelled out. */

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

type Parts = readonly [middle: string, end: string];

const SENTENCES: Record<Judgement, Parts> = {
  synonym: ["means the same job as", ""],
  broader: ["is a wider term than", ""],
  narrower: ["is a kind of", ""],
  senior: ["is more senior than", ""],
  junior: ["is more junior than", ""],
  related: ["is another job close to", ""],
  unrelated: ["has nothing to do with", ""],
  unsure: ["and", "cannot be judged from the words"],
};

/** The words between and after the two titles. */
export function sentenceParts(relation: Judgement): Parts {
  return SENTENCES[relation];
}

/** "‘senior cook’ is more senior than ‘cook’". */
export function sentence(a: string, relation: Judgement, b: string): string {
  const [middle, end] = SENTENCES[relation];
  return `‘${a}’ ${middle} ‘${b}’${end ? ` ${end}` : ""}`;
}

/** What a relation means, for legends and help. */
export const MEANINGS: Record<Judgement, string> = {
  synonym: "the same job, said in other words",
  broader: "the first is the wider term and holds the second",
  narrower: "the first is a kind of the second",
  senior: "the first outranks the second",
  junior: "the second outranks the first",
  related: "different jobs that are close",
  unrelated: "different jobs, nothing to do with each other",
  unsure: "cannot be judged from the words",
};

/** A pair for each relation, as the guide for taxonomists has them. */
export const EXAMPLES: Record<Relation, readonly [first: string, second: string]> = {
  synonym: ["attorney", "lawyer"],
  broader: ["engineer", "software engineer"],
  narrower: ["pastry cook", "cook"],
  senior: ["head chef", "sous chef"],
  junior: ["first officer", "captain"],
  related: ["baker", "pastry cook"],
  unrelated: ["product manager", "production manager"],
};

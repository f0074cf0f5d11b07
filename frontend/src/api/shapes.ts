/** Shapes that several areas share, as the API speaks them. */

export interface TitleRef {
  id: number;
  text: string;
  language: string;
  count: number;
}

export interface PairRef {
  id: number;
  title_a: TitleRef;
  title_b: TitleRef;
}

/** What the graph calls a concept: its id and its preferred title. */
export interface ConceptRef {
  id: number;
  preferred: string;
}

/** One edge of a proof: the subject is `relation` than the object. */
export interface ChainLink {
  edge: number;
  decision: number;
  relation: string;
  subject: number;
  subject_title: string;
  object: number;
  object_title: string;
}

/** Why a decision is refused. */
export interface AlgebraRefusal {
  rule: string;
  sentence: string;
  chain: ChainLink[];
}

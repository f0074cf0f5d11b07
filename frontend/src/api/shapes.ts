/** Shapes that several areas share, as the API's schema has them. */

import type { components } from "./schema";

/** Everything that goes in and out of the API, by the schema's names. */
export type Schemas = components["schemas"];

export type TitleRef = Schemas["TitleRef"];
export type PairRef = Schemas["PairRef"];

/** One edge of a proof: the subject is `relation` than the object. */
export type ChainLink = Schemas["ChainLinkOut"];

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type TreeNode = Schemas["TreeNodeOut"];
export type TreePage = Schemas["TreePageOut"];
export type ConceptDetail = Schemas["ConceptDetailOut"];
export type ConceptInShort = Schemas["ConceptInShort"];
export type TreeFound = Schemas["TreeFoundOut"];

/** Which concepts stand at the top of the list: those where the tree begins, or those without a place in it. */
export type TreeView = "tops" | "unplaced";

export const TREE_PAGE = 200;
export const TREE_LARGEST_PAGE = 500;

export const fetchTops = (view: TreeView, cursor: string | null, size: number) =>
  api.get<TreePage>(`taxonomy/${view}`, { query: { cursor, page_size: size } });

export const fetchNarrower = (concept: number, cursor: string | null, size: number) =>
  api.get<TreePage>(`taxonomy/concepts/${concept}/narrower`, {
    query: { cursor, page_size: size },
  });

export const conceptDetailQuery = (concept: number) =>
  queryOptions({
    queryKey: ["taxonomy", "concept", concept],
    queryFn: ({ signal }) => api.get<ConceptDetail>(`taxonomy/concepts/${concept}`, { signal }),
    staleTime: 2_000,
  });

export const treeSearchQuery = (q: string) => ({
  ...keysetQuery<TreeFound>(["taxonomy", "search"], "taxonomy/search", { q, page_size: 12 }),
  enabled: q.trim().length > 1,
});

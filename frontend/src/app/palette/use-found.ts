import { plural, t } from "@lingui/core/macro";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconAffiliate, IconListSearch } from "@tabler/icons-react";
import { useNavigate } from "react-router";

import { suggestQuery } from "@/features/graph/api/suggest";
import { titlesQuery } from "@/features/titles/api/titles";
import { useCan } from "@/features/session/use-who";

import type { Entry } from "./entries";

const SHOWN = 6;
const LEAST_LETTERS = 2;
const TYPING_MS = 120;

/** Concepts of the published graph and titles that have the query's words. */
export function useFound(query: string): {
  concepts: Entry[];
  titles: Entry[];
  isLooking: boolean;
} {
  const navigate = useNavigate();
  const mayRead = useCan("graph:read");
  const [settled] = useDebouncedValue(query.trim(), TYPING_MS);
  const wanted = mayRead && settled.length >= LEAST_LETTERS;
  const suggested = useQuery({
    ...suggestQuery(settled, "latest"),
    enabled: wanted,
    placeholderData: keepPreviousData,
    retry: false,
  });
  const listed = useInfiniteQuery({
    ...titlesQuery({ q: settled, language: "" }),
    enabled: wanted,
    placeholderData: keepPreviousData,
  });
  if (!wanted || query.trim().length < LEAST_LETTERS) {
    return { concepts: [], titles: [], isLooking: mayRead && query.trim().length >= LEAST_LETTERS };
  }
  // A graph without a release knows no concepts yet: then the titles are all there is to find.
  const concepts = (suggested.data?.suggestions ?? []).slice(0, SHOWN).map((one) => ({
    id: `concept-${one.title_id}`,
    name: one.text,
    icon: IconAffiliate,
    note: one.preferred === one.text ? "" : one.preferred,
    run: () => void navigate(`/graph/c/${one.concept_id}`),
  }));
  const titles = (listed.data ?? []).slice(0, SHOWN).map((title) => ({
    id: `title-${title.id}`,
    name: title.text,
    icon: IconListSearch,
    note: t`seen ${plural({ count: title.count }, { one: "# time", other: "# times" })}`,
    run: () => void navigate(`/titles/${title.id}`),
  }));
  const isLooking = suggested.isFetching || listed.isFetching || settled !== query.trim();
  return { concepts, titles, isLooking };
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Table, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { IconSearch } from "@tabler/icons-react";
import { Link, useSearchParams } from "react-router";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { LoadMore } from "@/components/load-more";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";
import { TitleText } from "@/components/title-text";
import { count } from "@/lib/format";

import { titlesQuery } from "../api/titles";

export default function TitlesRoute() {
  const [search, setSearch] = useSearchParams();
  const q = search.get("q") ?? "";
  const [settled] = useDebouncedValue(q, 180);
  const titles = useInfiniteQuery({
    ...titlesQuery({ q: settled, language: search.get("language") ?? "" }),
    placeholderData: keepPreviousData,
  });

  return (
    <Page
      title={t`Titles`}
      lead={t`Every title that was imported, most seen first. Words may be cut short: “sen eng”.`}
    >
      <TextInput
        size="md"
        autoFocus
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        aria-label={t`Search titles`}
        placeholder={t`Search titles`}
        value={q}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setSearch(text ? { q: text } : {}, { replace: true });
        }}
      />
      <Panel flush>
        <Bound query={titles} lines={10}>
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title={q ? t`No title has “${q}”` : t`No titles yet`}>
                {q ? t`Try fewer or shorter words.` : t`Import a list of titles under Imports.`}
              </EmptyState>
            ) : (
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>
                      <Trans>Title</Trans>
                    </Table.Th>
                    <Table.Th w={110}>
                      <Trans>Language</Trans>
                    </Table.Th>
                    <Table.Th w={110} ta="right">
                      <Trans>Seen</Trans>
                    </Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map((title) => (
                    <Table.Tr key={title.id}>
                      <Table.Td lang={title.language}>
                        <Link to={`/titles/${title.id}`} style={{ textDecoration: "none" }}>
                          <TitleText>{title.text}</TitleText>
                        </Link>
                      </Table.Td>
                      <Table.Td c="dimmed">{title.language}</Table.Td>
                      <Table.Td ta="right">{count(title.count)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )
          }
        </Bound>
        <LoadMore query={titles} />
      </Panel>
    </Page>
  );
}

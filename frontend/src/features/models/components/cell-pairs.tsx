import { t } from "@lingui/core/macro";
import { Plural, Trans } from "@lingui/react/macro";
import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import type { Cell } from "@/components/charts/confusion";
import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";
import { percent } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";
import { relationName } from "@/relations/relations";

import { cellPairsQuery } from "../api/cell-pairs";
import classes from "./models.module.css";

interface Props {
  version: string;
  evaluation: number;
  cell: Cell;
}

/** The pairs behind a cell of the confusion: what to look at when model and people disagree. */
export function CellPairs({ version, evaluation, cell }: Props) {
  const found = useInfiniteQuery(cellPairsQuery(version, evaluation, cell));
  if (found.error) return <Failure error={found.error} retry={() => void found.refetch()} />;
  if (!found.data) return <Waiting lines={3} />;
  const pairs = found.data.pages.flatMap((page) => page.pairs);
  const total = found.data.pages[0]?.count ?? 0;
  const isRight = cell.truth === cell.said;
  return (
    <section className={classes.cellPairs} aria-label={t`Pairs behind the cell`}>
      <p className={classes.dim}>
        {isRight ? (
          <Trans>
            <Plural value={total} one="# pair" other="# pairs" /> of which people said{" "}
            <RelationBadge relation={cell.truth} /> and it said the same; those first of which it
            was surest.
          </Trans>
        ) : (
          <Trans>
            <Plural value={total} one="# pair" other="# pairs" /> of which people said{" "}
            <RelationBadge relation={cell.truth} /> and it said{" "}
            <RelationBadge relation={cell.said} />; those first of which it was surest.
          </Trans>
        )}
      </p>
      <Table verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>
              <Trans>Pair</Trans>
            </Table.Th>
            <Table.Th ta="right">
              <Trans>sure of {{ said: relationName(cell.said) }}</Trans>
            </Table.Th>
            {!isRight && (
              <Table.Th ta="right">
                <Trans>of {{ truth: relationName(cell.truth) }}</Trans>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {pairs.map((pair) => (
            <Table.Tr key={`${pair.title_a}\n${pair.title_b}`}>
              <Table.Td className={classes.serif}>
                {pair.pair === null ? (
                  <>
                    {pair.title_a} · {pair.title_b}
                  </>
                ) : (
                  <Link to={`/pairs/${pair.pair}`}>
                    {pair.title_a} · {pair.title_b}
                  </Link>
                )}
              </Table.Td>
              <Table.Td ta="right">{percent(pair.score)}</Table.Td>
              {!isRight && <Table.Td ta="right">{percent(pair.truth_score)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {found.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          mt="xs"
          loading={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      )}
    </section>
  );
}

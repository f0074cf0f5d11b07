import { Button, Table } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";

import type { Cell } from "@/components/charts/confusion";
import { Failure } from "@/components/failure";
import { Waiting } from "@/components/waiting";
import { counted, percent } from "@/lib/format";
import { RelationBadge } from "@/relations/relation-badge";

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
    <section className={classes.cellPairs} aria-label="Pairs behind the cell">
      <p className={classes.dim}>
        {counted(total, "pair")} of which people said <RelationBadge relation={cell.truth} /> and it
        said {isRight ? "the same" : <RelationBadge relation={cell.said} />}; those first of which
        it was surest.
      </p>
      <Table verticalSpacing={5}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Pair</Table.Th>
            <Table.Th ta="right">sure of {cell.said}</Table.Th>
            {!isRight && <Table.Th ta="right">of {cell.truth}</Table.Th>}
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
          Show more
        </Button>
      )}
    </section>
  );
}

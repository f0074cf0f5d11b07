import { queryOptions } from "@tanstack/react-query";

import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface ImportRun {
  id: number | null;
  kind: string;
  format: string;
  file: string;
  language: string;
  source: string | null;
  state: string;
  dry_run: boolean;
  counts: Record<string, number>;
  started_by: string | null;
  started_at: string;
  finished_at: string | null;
}

export interface ImportReport extends ImportRun {
  refusals: { row: number; field: string; reason: string; value: string }[];
  notices: { code: string; sentence: string; count: number; examples: string[] }[];
}

export interface ImportWish {
  file: File;
  format: string;
  language: string;
  source: string;
  titleColumn: string;
  dryRun: boolean;
}

export const importsQuery = keysetQuery<ImportRun>(["imports"], "imports");

export const importQuery = (id: number) =>
  queryOptions({
    queryKey: ["import", id],
    queryFn: ({ signal }) => api.get<ImportReport>(`imports/${id}`, { signal }),
  });

export function startImport(wish: ImportWish): Promise<ImportReport> {
  const form = new FormData();
  form.set("file", wish.file);
  form.set("format", wish.format);
  form.set("language", wish.language);
  form.set("dry_run", String(wish.dryRun));
  if (wish.source) form.set("source", wish.source);
  if (wish.titleColumn) form.set("title_column", wish.titleColumn);
  return api.post<ImportReport>("imports", form);
}

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type ImportRun = Schemas["Import"];
export type ImportReport = Schemas["ImportReport"];

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

import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type ImportRun = Schemas["Import"];
export type ImportReport = Schemas["ImportReport"];

export type Columns = Schemas["Columns"];
export type ImportUndo = Schemas["ImportUndoOut"];
type Mapping = Columns["guess"];

export interface ImportWish {
  file: File;
  format: string;
  language: string;
  source: string;
  /** What the columns of a CSV file mean; null for other formats. */
  mapping: Mapping | null;
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
  if (wish.mapping) form.set("mapping", JSON.stringify(wish.mapping));
  return api.post<ImportReport>("imports", form);
}

const LOOKED_AT = 256 * 1024;
const NEW_LINE = 10;

/** The beginning of a large file, up to a whole line where lines can be told; all of a packed one. */
async function beginningOf(file: File): Promise<File> {
  if (file.size <= LOOKED_AT || file.name.toLowerCase().endsWith(".gz")) return file;
  const bytes = new Uint8Array(await file.slice(0, LOOKED_AT).arrayBuffer());
  const isUtf16 = bytes[0] === 0xff || bytes[0] === 0xfe;
  const end = isUtf16 ? LOOKED_AT : bytes.lastIndexOf(NEW_LINE) + 1 || LOOKED_AT;
  return new File([bytes.subarray(0, end)], file.name);
}

/** The columns and the first rows of a file. */
export async function lookInto(file: File): Promise<Columns> {
  const form = new FormData();
  form.set("file", await beginningOf(file));
  return api.post<Columns>("imports/columns", form);
}

export const undoPreviewQuery = (id: number) =>
  queryOptions({
    queryKey: ["import-undo", id],
    queryFn: ({ signal }) => api.get<ImportUndo>(`imports/${id}/undo`, { signal }),
    staleTime: 0,
    retry: false,
  });

export const undoImport = (id: number) => api.post<ImportUndo>(`imports/${id}/undo`);

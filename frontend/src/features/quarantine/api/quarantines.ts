import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Quarantine = Schemas["QuarantineOut"];
export type Done = Schemas["QuarantineDoneOut"];
export type Preview = Schemas["QuarantinePreviewOut"];

/** What a quarantine is about: exactly one of the three is set. */
export type Subject = { model_version: string } | { username: string } | { import_run: number };

export const quarantinesQuery = keysetQuery<Quarantine>(["quarantines"], "quarantines");

export const previewQuery = (subject: Subject | undefined) =>
  queryOptions({
    queryKey: ["quarantine-preview", subject],
    queryFn: ({ signal }) =>
      api.get<Preview>("quarantines/preview", { query: { ...subject }, signal }),
    enabled: subject !== undefined,
    retry: false,
  });

export const beginQuarantine = (wanted: Subject & { reason: string }) =>
  api.post<Done>("quarantines", wanted);

export const liftQuarantine = ({ id, reason }: { id: number; reason: string }) =>
  api.post<Done>(`quarantines/${id}/lift`, { reason });

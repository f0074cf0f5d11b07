import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export interface Dataset {
  id: number;
  name: string;
  source: string;
  content_hash: string;
  ledger_seq: number | null;
  seed: number;
  train: number;
  validation: number;
  test: number;
  counts: Record<string, Record<string, number>>;
  facts: Record<string, unknown>;
  created_by: string | null;
  created_at: string;
}

export const datasetsQuery = keysetQuery<Dataset>(["datasets"], "datasets");

export const freezeDataset = () => api.post<Dataset>("datasets", {});

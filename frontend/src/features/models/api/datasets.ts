import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery } from "@/lib/keyset";

export type Dataset = Schemas["Dataset"];

export const datasetsQuery = keysetQuery<Dataset>(["datasets"], "datasets");

export const freezeDataset = () => api.post<Dataset>("datasets", {});

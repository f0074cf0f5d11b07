import type { Schemas } from "@/api/shapes";
import { keysetQuery } from "@/lib/keyset";

export type Activity = Schemas["Activity"];

export const activityQuery = (group: string) =>
  keysetQuery<Activity>(["activity"], "activity", { group });

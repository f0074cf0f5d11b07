import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";
import { queryOptions } from "@tanstack/react-query";

import type { Schemas } from "@/api/shapes";
import { api } from "@/lib/api-client";
import { keysetQuery, type Page } from "@/lib/keyset";

export type Webhook = Schemas["WebhookOut"];
export type NewWebhook = Schemas["NewWebhookOut"];
export type Delivery = Schemas["DeliveryOut"];
export type Kind = Schemas["NoticeKindEnum"];

/** What an address can be told, and when that is. */
export const KINDS: Record<Exclude<Kind, "ping">, MessageDescriptor> = {
  "release.published": msg`A release is published`,
  "release.served": msg`“latest” moves to an older release`,
  "release.withdrawn": msg`A release is withdrawn`,
  "graph.changed": msg`Decisions reach the draft graph`,
  "concept.retired": msg`A concept is retired`,
  "concept.unretired": msg`A concept comes back`,
  "experiment.started": msg`An experiment starts`,
  "experiment.stopped": msg`An experiment ends`,
  "feedback.closed": msg`Feedback was dealt with`,
  "quarantine.begun": msg`Something is put into quarantine`,
  "quarantine.lifted": msg`A quarantine ends`,
};

export const webhooksQuery = queryOptions({
  queryKey: ["webhooks"],
  queryFn: async ({ signal }) => (await api.get<Page<Webhook>>("webhooks", { signal })).results,
});

export const deliveriesQuery = (webhook: number) =>
  keysetQuery<Delivery>(["deliveries", webhook], `webhooks/${webhook}/deliveries`, {});

export const makeWebhook = (wanted: { url: string; kinds: string[]; note: string }) =>
  api.post<NewWebhook>("webhooks", wanted);

export const pauseWebhook = ({ id, paused }: { id: number; paused: boolean }) =>
  api.patch<Webhook>(`webhooks/${id}`, { paused });

export const rotateSecret = (id: number) => api.post<NewWebhook>(`webhooks/${id}/secret`);

export const removeWebhook = (id: number) => api.delete<undefined>(`webhooks/${id}`);

export const pingWebhook = (id: number) => api.post<Delivery>(`webhooks/${id}/ping`);

export const sendAgain = ({ webhook, id }: { webhook: number; id: number }) =>
  api.post<Delivery>(`webhooks/${webhook}/deliveries/${id}/again`);

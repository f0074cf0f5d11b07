import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { useQuery } from "@tanstack/react-query";

import { Bound } from "@/components/bound";
import { EmptyState } from "@/components/empty-state";
import { Page } from "@/components/page";
import { Panel } from "@/components/panel";

import { webhooksQuery } from "../api/webhooks";
import { NewWebhook } from "../components/new-webhook";
import { WebhookCard } from "../components/webhook-card";

export default function WebhooksRoute() {
  const webhooks = useQuery(webhooksQuery);
  return (
    <Page
      title={t`Webhooks`}
      lead={t`Programs elsewhere that are told what happens to the graph. Messages are signed, kept, and tried again for three days; nothing is sent to addresses inside the network unless the operator has allowed them.`}
    >
      <NewWebhook />
      <Bound query={webhooks}>
        {(rows) =>
          rows.length === 0 ? (
            <Panel>
              <EmptyState title={t`Nobody is told yet`}>
                <Trans>
                  Add the address of a search service to have it reload its synonyms when a release
                  is published.
                </Trans>
              </EmptyState>
            </Panel>
          ) : (
            rows.map((row) => <WebhookCard key={row.id} webhook={row} />)
          )
        }
      </Bound>
    </Page>
  );
}

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";

import { EmptyState } from "@/components/empty-state";
import { isMissingPart, sentenceOf } from "@/lib/problem";

interface Props {
  area: string;
  children: ReactNode;
}

interface State {
  error: unknown;
}

/** Keeps a fault inside its area: the rest of the page, and above all unsent answers, live on. */
export class AreaBoundary extends Component<Props, State> {
  override state: State = { error: undefined };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    if (this.state.error === undefined) return this.props.children;
    if (isMissingPart(this.state.error)) return <MissingPart />;
    return (
      <main id="content" tabIndex={-1}>
        <EmptyState
          title={t`${{ area: this.props.area }} stopped working`}
          action={
            <Button variant="default" onClick={() => this.setState({ error: undefined })}>
              <Trans>Open it again</Trans>
            </Button>
          }
        >
          <Trans>{{ error: sentenceOf(this.state.error) }} What you had decided is kept.</Trans>
        </EmptyState>
      </main>
    );
  }
}

/** Trying again in the same page would bring the same failure: the browser remembers it. */
function MissingPart() {
  return (
    <main id="content" tabIndex={-1}>
      <EmptyState
        title={t`This page could not be fetched`}
        action={
          <Button variant="default" onClick={() => window.location.reload()}>
            <Trans>Load it anew</Trans>
          </Button>
        }
      >
        <Trans>
          Titleloom was upgraded, or the connection was away. What you had decided is kept.
        </Trans>
      </EmptyState>
    </main>
  );
}

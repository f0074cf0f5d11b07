import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, List, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import type { Release } from "../api/releases";
import { useReleaseActions } from "../use-release-actions";
import { ReasonModal } from "./reason-modal";

/** Publish, serve again, withdraw; a major release is looked at twice. */
export function ReleaseActions({ release }: { release: Release }) {
  const { publish, serve, withdraw } = useReleaseActions();
  const [withdrawing, withdrawal] = useDisclosure(false);
  const [serving, service] = useDisclosure(false);
  const [asking, question] = useDisclosure(false);
  const isMajor = release.compatibility.level === "major";
  const doPublish = () => publish.mutate(release.number, { onSuccess: question.close });
  return (
    <>
      {release.state === "draft" && (
        <Button loading={publish.isPending} onClick={isMajor ? question.open : doPublish}>
          <Trans>Publish</Trans>
        </Button>
      )}
      {release.state === "published" && !release.latest && (
        <Button variant="default" onClick={service.open}>
          <Trans>Serve this one</Trans>
        </Button>
      )}
      {release.state !== "withdrawn" && (
        <Button variant="default" onClick={withdrawal.open}>
          <Trans>Withdraw</Trans>
        </Button>
      )}
      <Modal
        opened={asking}
        onClose={question.close}
        title={t`Version ${{ version: release.version }} is a major one`}
      >
        <p>
          <Trans>
            What programs keep from release {{ against: release.compatibility.against ?? "–" }} may
            not hold any more:
          </Trans>
        </p>
        <List size="sm" my="sm">
          {release.compatibility.reasons.map((reason) => (
            <List.Item key={reason}>{reason}</List.Item>
          ))}
        </List>
        <Button mt="md" loading={publish.isPending} onClick={doPublish} data-autofocus>
          <Trans>Publish it all the same</Trans>
        </Button>
      </Modal>
      <ReasonModal
        opened={serving}
        onClose={service.close}
        title={t`Serve release ${{ number: release.number }}`}
        description={t`Kept in the log. Who has pinned another release keeps it.`}
        action={t`Serve it`}
        pending={serve.isPending}
        onSay={(reason) =>
          serve.mutate({ number: release.number, reason }, { onSuccess: service.close })
        }
      />
      <ReasonModal
        opened={withdrawing}
        onClose={withdrawal.close}
        title={t`Withdraw release ${{ number: release.number }}`}
        description={t`Whoever asks for this release is told so`}
        action={t`Withdraw it`}
        danger
        pending={withdraw.isPending}
        onSay={(reason) =>
          withdraw.mutate({ number: release.number, reason }, { onSuccess: withdrawal.close })
        }
      />
    </>
  );
}

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
          Publish
        </Button>
      )}
      {release.state === "published" && !release.latest && (
        <Button variant="default" onClick={service.open}>
          Serve this one
        </Button>
      )}
      {release.state !== "withdrawn" && (
        <Button variant="default" onClick={withdrawal.open}>
          Withdraw
        </Button>
      )}
      <Modal
        opened={asking}
        onClose={question.close}
        title={`Version ${release.version} is a major one`}
      >
        <p>
          What programs keep from release {release.compatibility.against} may not hold any more:
        </p>
        <List size="sm" my="sm">
          {release.compatibility.reasons.map((reason) => (
            <List.Item key={reason}>{reason}</List.Item>
          ))}
        </List>
        <Button mt="md" loading={publish.isPending} onClick={doPublish} data-autofocus>
          Publish it all the same
        </Button>
      </Modal>
      <ReasonModal
        opened={serving}
        onClose={service.close}
        title={`Serve release ${release.number}`}
        description="Kept in the log. Who has pinned another release keeps it."
        action="Serve it"
        pending={serve.isPending}
        onSay={(reason) =>
          serve.mutate({ number: release.number, reason }, { onSuccess: service.close })
        }
      />
      <ReasonModal
        opened={withdrawing}
        onClose={withdrawal.close}
        title={`Withdraw release ${release.number}`}
        description="Whoever asks for this release is told so"
        action="Withdraw it"
        danger
        pending={withdraw.isPending}
        onSay={(reason) =>
          withdraw.mutate({ number: release.number, reason }, { onSuccess: withdrawal.close })
        }
      />
    </>
  );
}

import { t } from "@lingui/core/macro";
import { notifications } from "@mantine/notifications";
import { useNavigate } from "react-router";

import { Page } from "@/components/page";
import { Panel } from "@/components/panel";

import { PasswordForm } from "../components/password-form";

export default function PasswordRoute() {
  const navigate = useNavigate();
  return (
    <Page title={t`Change password`} narrow>
      <Panel>
        <PasswordForm
          onDone={() => {
            notifications.show({ message: t`Password changed. Your other sessions have ended.` });
            void navigate("/");
          }}
        />
      </Panel>
    </Page>
  );
}

import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import {
  Menu,
  SegmentedControl,
  UnstyledButton,
  useMantineColorScheme,
  VisuallyHidden,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import {
  IconBook2,
  IconHistory,
  IconKey,
  IconLogout,
  IconTicket,
  IconUserCircle,
} from "@tabler/icons-react";
import { Link } from "react-router";

import { roleName } from "@/features/people/api/people";
import { changeSession, logOut } from "@/features/session/api/session";
import { useWho } from "@/features/session/use-who";
import { chooseLanguage, type Language, LANGUAGES } from "@/lib/language";
import { sentenceOf } from "@/lib/problem";

import classes from "./shell.module.css";

/** Who is at the screen, the colour scheme, the language, the own password and tokens, and the way out. */
export function PersonMenu({ compact }: { compact: boolean }) {
  const who = useWho();
  const client = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useMutation({
    mutationFn: logOut,
    onSettled: () => changeSession(client, null),
  });

  const choose = useMutation({
    mutationFn: (language: Language) => chooseLanguage(who.id, language),
    onError: (error) => notifications.show({ color: "red", message: sentenceOf(error) }),
  });

  return (
    <Menu position="right-end" width={250} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.person}>
          <IconUserCircle size={22} stroke={1.5} aria-hidden="true" />
          {compact ? (
            <VisuallyHidden>{who.name}</VisuallyHidden>
          ) : (
            <span className={classes.personName}>
              <b>{who.name}</b>
              <small>{roleName(who.role)}</small>
            </span>
          )}
          <VisuallyHidden>
            <Trans>: menu</Trans>
          </VisuallyHidden>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Trans>Colours</Trans>
        </Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          mx={6}
          mb={6}
          aria-label={t`Colours`}
          value={colorScheme}
          onChange={(value) => setColorScheme(value)}
          data={[
            { value: "light", label: t`Light` },
            { value: "dark", label: t`Dark` },
            { value: "auto", label: t`System` },
          ]}
        />
        <Menu.Label>{t`Language`}</Menu.Label>
        <SegmentedControl
          fullWidth
          size="xs"
          mx={6}
          mb={6}
          aria-label={t`Language`}
          value={i18n.locale}
          onChange={(value) => choose.mutate(value as Language)}
          data={Object.entries(LANGUAGES).map(([value, label]) => ({
            value,
            label: <span lang={value}>{label}</span>,
          }))}
        />
        <Menu.Divider />
        <Menu.Item component={Link} to="/activity" leftSection={<IconHistory size={16} />}>
          <Trans>My activity</Trans>
        </Menu.Item>
        <Menu.Item component={Link} to="/password" leftSection={<IconKey size={16} />}>
          <Trans>Change password</Trans>
        </Menu.Item>
        <Menu.Item component={Link} to="/tokens" leftSection={<IconTicket size={16} />}>
          <Trans>My tokens</Trans>
        </Menu.Item>
        <Menu.Item component="a" href="/api/docs/" leftSection={<IconBook2 size={16} />}>
          <Trans>API pages</Trans>
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
          <Trans>Log out</Trans>
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

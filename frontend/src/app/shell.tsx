import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ActionIcon, Burger, Drawer, Tooltip, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
  IconLayoutSidebarLeftCollapse,
  IconLayoutSidebarLeftExpand,
  IconSearch,
} from "@tabler/icons-react";
import { type RefObject, Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation } from "react-router";

import { Logo } from "@/components/logo";
import { Waiting } from "@/components/waiting";
import { OutboxProvider } from "@/features/annotate/outbox/outbox-provider";

import { AreaBoundary } from "./area-boundary";
import { Navigation } from "./navigation";
import { Palette } from "./palette/palette";
import { paletteChord, usePalette } from "./palette/use-palette";
import { PersonMenu } from "./person-menu";
import classes from "./shell.module.css";

const COMPACT_KEY = "titleloom.rail";

function readCompact(): boolean {
  return window.localStorage.getItem(COMPACT_KEY) === "compact";
}

/**
 * A new page starts at its top, with the focus on it, so that the keyboard and a screen reader follow. Stands beside the
 * page, not around it: its effect waits until a page that is only now fetched is there.
 */
function Arrival({ path, shownRef }: { path: string; shownRef: RefObject<string> }) {
  useEffect(() => {
    if (shownRef.current === path) return;
    shownRef.current = path;
    window.scrollTo(0, 0);
    const page = document.getElementById("content");
    // A page that has put the focus where one begins keeps it there.
    if (page?.contains(document.activeElement)) return;
    page?.focus({ preventScroll: true });
  }, [path, shownRef]);
  return null;
}

/** The rail of areas, and the page beside it. */
export function Shell() {
  const [opened, drawer] = useDisclosure(false);
  const [compact, setCompact] = useState(readCompact);
  const palette = usePalette();
  const location = useLocation();
  const area = location.pathname.split("/")[1] ?? "";
  const shownRef = useRef(location.pathname);

  const toggle = () => {
    window.localStorage.setItem(COMPACT_KEY, compact ? "wide" : "compact");
    setCompact(!compact);
  };

  return (
    <OutboxProvider>
      <div className={classes.shell} data-compact={compact || undefined}>
        <a href="#content" className={classes.skip}>
          <Trans>Skip to content</Trans>
        </a>
        <aside className={classes.rail}>
          <div className={classes.brand}>
            <Logo size={28} withName={!compact} />
          </div>
          <Tooltip
            label={t`Find or do (${{ keys: paletteChord() }})`}
            position="right"
            disabled={!compact}
          >
            <UnstyledButton
              className={classes.find}
              onClick={palette.open}
              aria-haspopup="dialog"
              aria-keyshortcuts="Control+K"
            >
              <IconSearch size={17} stroke={1.8} aria-hidden="true" />
              {compact ? (
                <VisuallyHidden>
                  <Trans>Find or do</Trans>
                </VisuallyHidden>
              ) : (
                <>
                  <span>
                    <Trans>Find or do</Trans>
                  </span>
                  <kbd aria-hidden="true">{paletteChord()}</kbd>
                </>
              )}
            </UnstyledButton>
          </Tooltip>
          <Navigation compact={compact} />
          <div className={classes.foot}>
            <PersonMenu compact={compact} />
            <ActionIcon
              variant="subtle"
              c="var(--tl-rail-ink)"
              className={classes.collapse}
              aria-label={compact ? t`Widen the menu` : t`Narrow the menu`}
              onClick={toggle}
            >
              {compact ? (
                <IconLayoutSidebarLeftExpand size={18} />
              ) : (
                <IconLayoutSidebarLeftCollapse size={18} />
              )}
            </ActionIcon>
          </div>
        </aside>
        <div className={classes.bar}>
          <Burger
            opened={opened}
            onClick={drawer.toggle}
            size="sm"
            color="var(--tl-rail-ink)"
            aria-label={t`Menu`}
          />
          <Logo size={24} />
          <ActionIcon
            variant="subtle"
            size="lg"
            ml="auto"
            c="var(--tl-rail-ink)"
            aria-label={t`Find or do`}
            aria-haspopup="dialog"
            onClick={palette.open}
          >
            <IconSearch size={20} />
          </ActionIcon>
        </div>
        <Drawer
          opened={opened}
          onClose={drawer.close}
          size={260}
          title={<Logo size={24} />}
          classNames={{ content: classes.drawer, header: classes.drawerHead }}
        >
          <Navigation compact={false} onChoose={drawer.close} />
          <div className={classes.foot}>
            <PersonMenu compact={false} />
          </div>
        </Drawer>
        {palette.isOpen && <Palette onClose={palette.close} />}
        <div className={classes.content}>
          <AreaBoundary key={area} area={t`This page`}>
            <Suspense fallback={<Waiting lines={7} />}>
              <Outlet />
              <Arrival path={location.pathname} shownRef={shownRef} />
            </Suspense>
          </AreaBoundary>
        </div>
      </div>
    </OutboxProvider>
  );
}

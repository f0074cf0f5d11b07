import { ActionIcon, Burger, Drawer } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation } from "react-router";

import { Logo } from "@/components/logo";
import { Waiting } from "@/components/waiting";
import { OutboxProvider } from "@/features/annotate/outbox/outbox-provider";

import { AreaBoundary } from "./area-boundary";
import { Navigation } from "./navigation";
import { PersonMenu } from "./person-menu";
import classes from "./shell.module.css";

const COMPACT_KEY = "titleloom.rail";

function readCompact(): boolean {
  return window.localStorage.getItem(COMPACT_KEY) === "compact";
}

/** The rail of areas, and the page beside it. */
export function Shell() {
  const [opened, drawer] = useDisclosure(false);
  const [compact, setCompact] = useState(readCompact);
  const location = useLocation();
  const area = location.pathname.split("/")[1] ?? "";
  const first = useRef(true);

  useEffect(() => {
    // A new page starts at its top, with the focus on it, so that the keyboard and a screen reader follow.
    if (first.current) {
      first.current = false;
      return;
    }
    window.scrollTo(0, 0);
    document.getElementById("content")?.focus({ preventScroll: true });
  }, [location.pathname]);

  const toggle = () => {
    window.localStorage.setItem(COMPACT_KEY, compact ? "wide" : "compact");
    setCompact(!compact);
  };

  return (
    <OutboxProvider>
      <div className={classes.shell} data-compact={compact || undefined}>
        <a href="#content" className={classes.skip}>
          Skip to content
        </a>
        <aside className={classes.rail}>
          <div className={classes.brand}>
            <Logo size={28} withName={!compact} />
          </div>
          <Navigation compact={compact} />
          <div className={classes.foot}>
            <PersonMenu compact={compact} />
            <ActionIcon
              variant="subtle"
              c="var(--tl-rail-ink)"
              className={classes.collapse}
              aria-label={compact ? "Widen the menu" : "Narrow the menu"}
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
            aria-label="Menu"
          />
          <Logo size={24} />
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
        <div className={classes.content}>
          <AreaBoundary key={area} area="This page">
            <Suspense fallback={<Waiting lines={7} />}>
              <Outlet />
            </Suspense>
          </AreaBoundary>
        </div>
      </div>
    </OutboxProvider>
  );
}

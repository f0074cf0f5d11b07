import { t } from "@lingui/core/macro";
import { useEffect } from "react";

import { Waiting } from "@/components/waiting";

import { DeskView } from "../components/desk-view";
import { useOutbox } from "../outbox/outbox-provider";

export default function AnnotateRoute() {
  const outbox = useOutbox();
  useEffect(() => {
    document.title = t`Annotate · Titleloom`;
  }, []);
  return outbox ? <DeskView outbox={outbox} /> : <Waiting />;
}

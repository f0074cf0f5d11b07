import { msg, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, CopyButton, Menu, SegmentedControl, Select } from "@mantine/core";
import { IconDownload, IconLink } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";

import { releasesQuery } from "@/features/releases/api/releases";
import { choicesOf } from "@/lib/texts";

import { DEEPEST, type ViewState } from "../view-state";
import { ConceptSearch } from "./concept-search";
import classes from "./graph.module.css";

interface Props {
  concept: number | null;
  view: ViewState;
  onChange: (changes: Partial<ViewState>) => void;
  onConcept: (id: number) => void;
  /** Null where there is no picture to save. */
  onSave: ((format: "png" | "svg") => void) | null;
}

const DEPTHS = [
  { value: "1", label: msg`1 step around` },
  { value: "2", label: msg`2 steps around` },
  { value: "3", label: msg`3 steps around` },
  { value: String(DEEPEST), label: msg`${DEEPEST} steps around` },
];

/** What is shown, and how: the tools above the picture. */
export function GraphHead({ concept, view, onChange, onConcept, onSave }: Props) {
  return (
    <header className={classes.head}>
      <h1>
        <Trans>Graph</Trans>
      </h1>
      <ConceptSearch release={view.release} onChoose={onConcept} />
      <ReleaseSelects view={view} onChange={onChange} />
      {concept !== null && (
        <>
          <SegmentedControl
            aria-label={t`How to show it`}
            value={view.view}
            onChange={(value) => onChange({ view: value })}
            data={[
              { value: "picture", label: t`Picture` },
              { value: "ladder", label: t`Ladder` },
              { value: "table", label: t`Table` },
            ]}
          />
          {view.view !== "ladder" && (
            <Select
              aria-label={t`How far around`}
              w={148}
              data={choicesOf(DEPTHS)}
              value={String(view.depth)}
              allowDeselect={false}
              onChange={(value) => onChange({ depth: Number(value ?? 1), camera: null })}
            />
          )}
          {view.open.length > 0 && view.view !== "ladder" && (
            <Button variant="default" onClick={() => onChange({ open: [], camera: null })}>
              <Trans>Only this one</Trans>
            </Button>
          )}
          <CopyButton value={window.location.href}>
            {({ copied, copy }) => (
              <Button
                variant="default"
                leftSection={<IconLink size={16} aria-hidden="true" />}
                onClick={copy}
              >
                {copied ? t`Copied` : t`Copy link`}
              </Button>
            )}
          </CopyButton>
          {onSave && (
            <Menu position="bottom-end">
              <Menu.Target>
                <Button
                  variant="default"
                  leftSection={<IconDownload size={16} aria-hidden="true" />}
                >
                  <Trans>Save picture</Trans>
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => onSave("png")}>
                  <Trans>as PNG</Trans>
                </Menu.Item>
                <Menu.Item onClick={() => onSave("svg")}>
                  <Trans>as SVG</Trans>
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          )}
        </>
      )}
    </header>
  );
}

function ReleaseSelects({ view, onChange }: Pick<Props, "view" | "onChange">) {
  const releases = useQuery(releasesQuery);
  const published = (releases.data ?? []).filter((release) => release.state === "published");
  const drafts = (releases.data ?? []).filter((release) => release.state === "draft");
  const built = (releases.data ?? []).filter((release) => release.state !== "withdrawn");
  const which = [
    { value: "latest", label: t`Latest release` },
    ...(drafts.length > 0 ? [{ value: "next", label: t`Newest draft` }] : []),
    ...published.map(({ number }) => ({ value: String(number), label: t`Release ${number}` })),
  ];
  const known = which.some(({ value }) => value === view.release);
  return (
    <>
      <Select
        aria-label={t`Which graph`}
        w={168}
        data={
          known
            ? which
            : [...which, { value: view.release, label: t`Release ${{ number: view.release }}` }]
        }
        value={view.release}
        allowDeselect={false}
        onChange={(value) => onChange({ release: value ?? "latest", edge: null })}
      />
      <Select
        aria-label={t`Compare with`}
        placeholder={t`Compare with …`}
        w={176}
        clearable
        data={built.map(({ number }) => ({
          value: String(number),
          label: t`since release ${number}`,
        }))}
        value={view.against === null ? null : String(view.against)}
        onChange={(value) =>
          onChange({
            against: value === null ? null : Number(value),
            side: value === null ? "edges" : "changes",
            to: null,
          })
        }
      />
    </>
  );
}

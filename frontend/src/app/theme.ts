import {
  type BadgeProps,
  type ButtonProps,
  type CheckboxProps,
  createTheme,
  type CSSVariablesResolver,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type ModalProps,
  type TableProps,
  type TableScrollContainerProps,
  type TooltipProps,
} from "@mantine/core";

const ink: MantineColorsTuple = [
  "#f2f4f6",
  "#e2e7eb",
  "#c8d1d9",
  "#a8b4bf",
  "#8797a5",
  "#687a8a",
  "#4e606e",
  "#374855",
  "#22303c",
  "#141d25",
];

const gray: MantineColorsTuple = [
  "#faf9f6",
  "#f3f1ec",
  "#e8e5de",
  "#dad5cb",
  "#c0bab0",
  "#9c968c",
  "#6d6a63",
  "#55524c",
  "#3a3834",
  "#211f1d",
];

const dark: MantineColorsTuple = [
  "#e4e7ea",
  "#b9c0c8",
  "#98a1ac",
  "#6b7580",
  "#404955",
  "#2b323a",
  "#20262d",
  "#1a1f25",
  "#12161a",
  "#0e1114",
];

export const theme = createTheme({
  primaryColor: "ink",
  primaryShade: { light: 8, dark: 1 },
  // Filled ink is dark in the light scheme and light in the dark one, so its text has to turn with it.
  variantColorResolver: (input) => {
    const colours = defaultVariantColorsResolver(input);
    const isInk = input.color === undefined || input.color === "ink";
    return isInk && input.variant === "filled"
      ? { ...colours, color: "var(--tl-on-ink)" }
      : colours;
  },
  colors: { ink, gray, dark },
  black: "#1c242b",
  fontFamily:
    '"Inter Variable", "Inter", system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif',
  fontFamilyMonospace: "var(--tl-mono)",
  headings: {
    fontFamily: '"Inter Variable", "Inter", system-ui, sans-serif',
    fontWeight: "640",
    sizes: {
      h1: { fontSize: "1.5rem", lineHeight: "1.25" },
      h2: { fontSize: "1.125rem", lineHeight: "1.35" },
      h3: { fontSize: "1rem", lineHeight: "1.4" },
    },
  },
  defaultRadius: "md",
  radius: { xs: "3px", sm: "5px", md: "7px", lg: "10px", xl: "16px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  focusRing: "auto",
  // By name: what is not on the first page is then not in the first load either.
  components: {
    Button: { defaultProps: { size: "sm" } satisfies Partial<ButtonProps> },
    Checkbox: {
      defaultProps: { iconColor: "var(--tl-on-ink)" } satisfies Partial<CheckboxProps>,
    },
    Badge: {
      defaultProps: { variant: "light", tt: "none", fw: 560 } satisfies Partial<BadgeProps>,
    },
    Table: {
      defaultProps: { verticalSpacing: "xs", highlightOnHover: true } satisfies Partial<TableProps>,
    },
    TableScrollContainer: {
      defaultProps: { type: "native" } satisfies Partial<TableScrollContainerProps>,
      // Else what only a screen reader sees in a wide table makes the whole page of a phone as wide.
      styles: { scrollContainer: { position: "relative" } },
    },
    Tooltip: {
      defaultProps: { openDelay: 350, withArrow: true } satisfies Partial<TooltipProps>,
    },
    Modal: {
      defaultProps: {
        overlayProps: { backgroundOpacity: 0.4 },
        centered: true,
      } satisfies Partial<ModalProps>,
    },
  },
});

/** Mantine's own surfaces take our paper and ink. */
export const cssVariables: CSSVariablesResolver = () => {
  const shared = {
    "--mantine-color-body": "var(--tl-paper)",
    "--mantine-color-text": "var(--tl-ink)",
    "--mantine-color-dimmed": "var(--tl-dim)",
    "--mantine-color-default-border": "var(--tl-line-strong)",
    "--mantine-color-error": "var(--tl-bad)",
    "--table-border-color": "var(--tl-line)",
  };
  return { variables: {}, light: shared, dark: shared };
};

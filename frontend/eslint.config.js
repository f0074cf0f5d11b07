import js from "@eslint/js";
import lingui from "eslint-plugin-lingui";
import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

import literalTexts from "./eslint/literal-texts.js";

export default tseslint.config(
  { ignores: ["dist", "node_modules", "coverage", "src/api/schema.d.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "react-hooks": reactHooks },
    rules: {
      ...reactHooks.configs.recommended.rules,
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "no-restricted-globals": [
        "error",
        { name: "fetch", message: "Only src/lib/api-client.ts knows HTTP." },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["../../*"], message: "Use @/ for what is further than one folder away." },
          ],
        },
      ],
    },
  },
  {
    files: ["src/**/*.{ts,tsx}"],
    ignores: ["src/**/*.test.{ts,tsx}", "src/testing/**"],
    plugins: { lingui, texts: { rules: { literal: literalTexts } } },
    rules: {
      "texts/literal": "error",
      // Sentences outside the markup: in notifications, in what functions return, in tables of words.
      "lingui/no-unlocalized-strings": [
        "error",
        {
          useTsTypes: true,
          // Codes, class names, paths, style values: no blank between words, or no words.
          ignore: [
            "^[^ ]*$",
            "^[⇧⌘A-Z0-9]+( [⇧⌘A-Z0-9]+)*$", // keys
            "^Ctrl [A-Z]$",
            "· Titleloom$",
            "^[0-9]+ [0-9]+px",
            "^tensorboard ",
            "^[MmLl][-0-9., aclmvhzACLMVHZ]+$",
            "^[-\\d.]+(px|rem|em|%|vh|deg)( |$)",
            "^(var|color-mix|min|max|calc|translate|rgba?|minmax)\\(",
            "^/",
          ],
          ignoreNames: [
            "className",
            "style",
            "viewBox",
            "d",
            "transform",
            "points",
            "key",
            "queryKey",
            "fontFamily",
            "classNames",
            "strokeDasharray",
            "href",
            "to",
            "rel",
            "maw",
            "w",
            "mih",
            "p",
            "m",
            "margin",
            "padding",
            "background",
            "gridTemplateColumns",
            "font",
            "start",
            "labelFont",

            "SANS",
            "SERIF",
            { regex: { pattern: "^(aria-keyshortcuts|data-)" } },
          ],
          ignoreFunctions: [
            "*.includes",
            "*.startsWith",
            "*.querySelector",
            "*.querySelectorAll",
            "*.closest",
            "*.matches",
            "Error",
            "TypeError",
            "*.join",
            "*.split",
            "import",
            "document.*",
            "window.matchMedia",
          ],
        },
      ],
      "lingui/t-call-in-function": "error",
      "lingui/no-expression-in-message": "error",
      "lingui/no-single-variables-to-translate": "error",
      "lingui/no-single-tag-to-translate": "error",
      "lingui/no-trans-inside-trans": "error",
    },
  },
  // Marks of a picture, not words.
  {
    files: ["src/features/graph/picture/scene.ts"],
    rules: { "lingui/no-unlocalized-strings": "off" },
  },
  { files: ["public/*.js"], languageOptions: { globals: { window: false, document: false } } },
  { files: ["src/lib/api-client.ts"], rules: { "no-restricted-globals": "off" } },
);

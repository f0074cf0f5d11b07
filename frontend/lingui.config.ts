import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

export default defineConfig({
  // English stands in the sources; a language is added by naming it here and in src/lib/language.ts.
  sourceLocale: "en",
  locales: ["de"],
  catalogs: [
    {
      path: "<rootDir>/src/locales/{locale}",
      include: ["src"],
      exclude: ["**/*.test.*", "src/api/**"],
    },
  ],
  // Without origins a moved line changes no catalog.
  format: formatter({ origins: false }),
  runtimeConfigModule: { Trans: ["@/lib/trans", "Trans"] },
});

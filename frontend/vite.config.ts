/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import { compileMessage } from "@lingui/message-utils/compileMessage";
import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const backend = process.env.TITLELOOM_BACKEND ?? "http://127.0.0.1:8000";

const LITERAL = /^(\s*message: )("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')/gm;

function textOf(literal: string): string {
  const inner = literal.slice(1, -1);
  const json = literal.startsWith("'")
    ? inner.replaceAll("\\'", "'").replace(/(?<!\\)"/g, '\\"')
    : inner;
  return JSON.parse(`"${json}"`) as string;
}

/**
 * Messages with something put in are taken apart while the UI is built, so that the page carries no parser for them:
 * its first load would be 6 kB larger. Elsewhere (tests, the development server) Lingui does it when they are shown.
 */
function compiledMessages(): Plugin {
  return {
    name: "titleloom-compiled-messages",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: "/*i18n*/" },
      handler(code) {
        return code.replace(LITERAL, (whole, key: string, literal: string) => {
          const text = textOf(literal);
          return text.includes("{") ? key + JSON.stringify(compileMessage(text)) : whole;
        });
      },
    },
  };
}

export default defineConfig({
  // Django serves the build under this prefix and index.html for every page of the UI.
  base: "/static/ui/",
  plugins: [
    // English stays in the build, so that people who read it fetch no catalog.
    lingui({ macroTransform: { macro: { descriptorFields: "message" } } }),
    compiledMessages(),
    react(),
  ],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    proxy: { "/api": backend, "/admin": backend, "/sso": backend },
  },
  build: {
    outDir: "dist",
    target: "es2022",
    sourcemap: false,
    chunkSizeWarningLimit: 600,
    rolldownOptions: {
      onLog(level, log, handle) {
        // Libraries mark modules for server components; there is no server side here.
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") handle(level, log);
      },
    },
  },
  test: {
    environment: "happy-dom",
    include: ["src/**/*.test.{ts,tsx}", "eslint/*.test.js"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000, // on a busy machine a layout of a thousand nodes takes longer than the default
  },
});

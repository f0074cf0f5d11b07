/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";

import { lingui } from "@lingui/vite-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const backend = process.env.TITLELOOM_BACKEND ?? "http://127.0.0.1:8000";

export default defineConfig({
  // Django serves the build under this prefix and index.html for every page of the UI.
  base: "/static/ui/",
  plugins: [
    // English stays in the build, so that people who read it fetch no catalog.
    lingui({ macroTransform: { macro: { descriptorFields: "message" } } }),
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
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/testing/setup.ts"],
    restoreMocks: true,
    testTimeout: 30_000, // on a busy machine a layout of a thousand nodes takes longer than the default
  },
});

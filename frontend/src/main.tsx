import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@fontsource-variable/inter";
import "@fontsource-variable/source-serif-4";
import "./app/styles/tokens.css";
import "./app/styles/base.css";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { RouterProvider } from "react-router";

import { router } from "./app/router";
import { Spoken } from "./app/spoken";
import { cssVariables, theme } from "./app/theme";
import { beginInEnglish, languageOfPage, speak } from "./lib/language";
import { makeQueryClient } from "./lib/query-client";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

function show(place: HTMLElement): void {
  createRoot(place).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={makeQueryClient()}>
          <Notifications position="bottom-center" limit={3} autoClose={5000} />
          <Spoken>
            <RouterProvider router={router} />
          </Spoken>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

beginInEnglish();
// Without its catalog the page speaks English; that is better than no page. No await here: a script that waits at its
// top is kept apart from what it shares with others, and the first load grows by a tenth.
void speak(languageOfPage())
  .catch(() => undefined)
  .then(() => show(root));

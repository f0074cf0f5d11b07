// Sets the colour scheme before the first paint, so that a dark page never flashes white.
(function () {
  function read() {
    try {
      return window.localStorage.getItem("mantine-color-scheme-value");
    } catch {
      return null;
    }
  }
  const chosen = read();
  const dark =
    chosen === "dark" ||
    (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();

import { Trans } from "@lingui/react/macro";
import { render } from "@testing-library/react";
import { expect, test } from "vitest";

test("a title with markup in it is shown as it is written", () => {
  const title = "<b>cook</b> <0>chef</0>";
  const { container } = render(
    <p>
      <Trans>
        <i>{title}</i> means something
      </Trans>
    </p>,
  );
  expect(container.textContent).toBe("<b>cook</b> <0>chef</0> means something");
  expect(container.querySelectorAll("b")).toHaveLength(0);
});

/** What the server says when it refuses: RFC 9457 with a stable `code` and a sentence in `detail`. */

import { t } from "@lingui/core/macro";

export interface FieldError {
  field: string;
  code: string;
  detail: string;
}

export interface ProblemDocument {
  status: number;
  code: string;
  detail: string;
  field?: string;
  errors?: FieldError[];
  [extra: string]: unknown;
}

/** The server answered, and its answer is no. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly errors: FieldError[];
  readonly document: ProblemDocument;
  /** Seconds after which the server wants to be asked again. */
  readonly retryAfter: number | undefined;

  constructor(document: ProblemDocument, retryAfter?: number) {
    super(document.detail);
    this.name = "Problem";
    this.status = document.status;
    this.code = document.code;
    this.field = document.field;
    this.errors = document.errors ?? [];
    this.document = document;
    this.retryAfter = retryAfter;
  }

  /** Whether the same request may succeed later, unchanged. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }

  /** The sentence for one field of a form. */
  forField(name: string): string | undefined {
    const own = this.errors.find((error) => error.field === name);
    return own?.detail ?? (this.field === name ? this.message : undefined);
  }
}

/** No answer came: the network or the server is away, or the answer was cut off. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super(t`The server does not answer. Check the connection; it is tried again.`, { cause });
    this.name = "Unreachable";
  }
}

/** The sentence to show for whatever was thrown. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return t`Something went wrong that has no name.`;
}

/**
 * Whether a part of the page could not be fetched: the server is away, or was upgraded and has other parts now.
 * Browsers have no name for it, each has a sentence of its own.
 */
export function isMissingPart(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|importing a module script|unable to preload/i.test(error.message)
  );
}

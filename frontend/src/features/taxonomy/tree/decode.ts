/** The text of a file that a spreadsheet has saved: UTF-8 or UTF-16 by its mark, else what Windows wrote. */
export function textOf(bytes: ArrayBuffer): string {
  const head = new Uint8Array(bytes.slice(0, 2));
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** The concept whose part a file is, by the name under which it was downloaded. */
export function partOf(fileName: string): number | null {
  const found = /^taxonomy-(\d+)\b/.exec(fileName);
  return found ? Number(found[1]) : null;
}

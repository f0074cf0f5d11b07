/** Numbers and times as people read them, in the language of the page. */

import { i18n } from "@lingui/core";
import { t } from "@lingui/core/macro";

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

/** Making a formatter takes long: each is made once a language. */
function kept<Format extends Intl.NumberFormat | Intl.DateTimeFormat>(
  name: string,
  make: (locale: string) => Format,
): Format {
  const key = `${i18n.locale} ${name}`;
  const before = made.get(key) as Format | undefined;
  if (before) return before;
  const fresh = make(i18n.locale);
  made.set(key, fresh);
  return fresh;
}

const day = () =>
  kept("day", (locale) => new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }));

const moment = () =>
  kept(
    "moment",
    (locale) =>
      new Intl.DateTimeFormat(locale, {
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
        hour12: false,
      }),
  );

const clock = () =>
  kept(
    "clock",
    (locale) =>
      new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  );

export function count(value: number): string {
  return kept("whole", (locale) => new Intl.NumberFormat(locale)).format(value);
}

/** "1.2K": short enough for the axis of a small chart. */
export function compact(value: number): string {
  return kept("compact", (locale) => new Intl.NumberFormat(locale, { notation: "compact" })).format(
    value,
  );
}

/** At most three digits that say something: "0.125", "40". */
export function significant(value: number): string {
  return kept(
    "significant",
    (locale) => new Intl.NumberFormat(locale, { maximumSignificantDigits: 3, useGrouping: false }),
  ).format(value);
}

function fixed(value: number, digits: number): string {
  return kept(
    `fixed ${digits}`,
    (locale) =>
      new Intl.NumberFormat(locale, {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        useGrouping: false,
      }),
  ).format(value);
}

export function percent(share: number, digits = 0): string {
  return t`${{ share: fixed(share * 100, digits) }} %`;
}

export function decimals(value: number | null | undefined, digits = 3): string {
  return value === null || value === undefined || !Number.isFinite(value)
    ? "–"
    : fixed(value, digits);
}

/** "+0.012" or "−0.012": a difference. */
export function signed(value: number, digits = 3): string {
  return `${value >= 0 ? "+" : "−"}${fixed(Math.abs(value), digits)}`;
}

export function dayOf(iso: string): string {
  return day().format(new Date(iso));
}

export function momentOf(iso: string | null | undefined): string {
  return iso ? moment().format(new Date(iso)) : "–";
}

/** "14:02" of today, else with the day. */
export function clockOf(iso: string, now: number = Date.now()): string {
  const at = new Date(iso);
  return (at.toDateString() === new Date(now).toDateString() ? clock() : moment()).format(at);
}

/** "just now", "4 min ago", "3 h ago", then the date. */
export function ago(iso: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - new Date(iso).getTime()) / 1000);
  if (seconds < 45) return t`just now`;
  if (seconds < 3600) return t`${{ minutes: Math.max(1, Math.round(seconds / 60)) }} min ago`;
  if (seconds < 86_400) return t`${{ hours: Math.round(seconds / 3600) }} h ago`;
  return moment().format(new Date(iso));
}

/** "in 4 min", "in 40 s"; "now" for what is past. */
export function until(iso: string, now: number = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  return seconds < 1 ? t`now` : t`in ${{ duration: duration(seconds) }}`;
}

/** "45 s", "3 min", "1 h 20 min". */
export function duration(seconds: number): string {
  if (seconds < 90) return t`${{ seconds: Math.max(0, Math.round(seconds)) }} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return t`${minutes} min`;
  return t`${{ hours: Math.floor(minutes / 60) }} h ${{ minutes: minutes % 60 }} min`;
}

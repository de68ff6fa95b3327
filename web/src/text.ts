// Words and numbers in the reader's language.

import { address, lang, metadata, spec } from "./state";
import type { Value, Words } from "./types";

const LOCALE = { pt: "pt-BR", en: "en-US" } as const;
const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${lang.value}${JSON.stringify(options)}`;
  if (!kept.has(name)) kept.set(name, new Intl.NumberFormat(LOCALE[lang.value], options));
  return kept.get(name) as Intl.NumberFormat;
}

function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `d${lang.value}${JSON.stringify(options)}`;
  if (!kept.has(name)) kept.set(name, new Intl.DateTimeFormat(LOCALE[lang.value], { timeZone: "UTC", ...options }));
  return kept.get(name) as Intl.DateTimeFormat;
}

export function say(words: Words | undefined): string {
  return words?.[lang.value] ?? "";
}

export function t(name: string, values: Record<string, string> = {}): string {
  const text = say(spec.value?.texts[name]) || name;
  return text.replace(/\{(\w+)\}/g, (all, each: string) => values[each] ?? all);
}

export const full = (value: number): string => numbers({ maximumFractionDigits: 2 }).format(value);
export const whole = (value: number): string => numbers({ maximumFractionDigits: 0 }).format(value);
export const compact = (value: number): string =>
  numbers({ notation: "compact", maximumSignificantDigits: 3 }).format(value);
/** A compact number without its unit, for where an axis names it. */
export const bare = (value: number): string =>
  numbers({ notation: "compact", maximumSignificantDigits: 3 }).formatToParts(value).filter(({ type }) => type !== "compact" && type !== "literal").map((part) => part.value).join("");
export const percent = (value: number): string =>
  numbers({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(value);
export const signed = (value: number): string =>
  numbers({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" }).format(value);
export const signedNumber = (value: number, digits: number): string =>
  numbers({ maximumFractionDigits: digits, signDisplay: "exceptZero" }).format(value);

/** What the compared selection has where this one's number stands. */
export const comparedText = (value: number): string =>
  t(address.value.compare === "pinned" ? "pinned_value" : "before", { value: full(value) });

export function day(iso: string): string {
  return dates({ dateStyle: "medium" }).format(new Date(`${iso}T00:00:00Z`));
}

export function instant(iso: string): string {
  const zone = metadata.value?.publication.time_zone ?? "UTC";
  return dates({ dateStyle: "short", timeStyle: "short", timeZone: zone }).format(new Date(iso));
}

/** A month as "mar. 2020" or, short, "mar". */
export function month(text: string, short = false): string {
  const options: Intl.DateTimeFormatOptions = short ? { month: "short" } : { month: "short", year: "numeric" };
  return dates(options).format(new Date(`${text}-01T00:00:00Z`)).replace(" de ", " ").replace(".", "");
}

/** The name of a weekday from 1 (Monday) to 7. */
export function weekday(value: number, short = false): string {
  const name = dates({ weekday: short ? "short" : "long" }).format(new Date(Date.UTC(2024, 0, value)));
  return name.replace(".", "");
}

/** What a person calls a value of a dimension. */
export function named(dimension: string, value: Value, short = false): string {
  if (value === null || value === "") return t("not_informed");
  if (dimension === "month") return month(String(value), short);
  if (dimension === "weekday") return weekday(Number(value), short);
  if (dimension === "date") return day(String(value));
  if (dimension === "sex") return t(`sex_${value}`);
  return String(value);
}

/** What a dimension is called. */
export const labelled = (dimension: string): string => say(spec.value?.dimensions[dimension]?.label);

/** A card's value in its measure's format. */
export function shown(format: string, value: number | string | null, exactly = false): string {
  if (value === null) return "–";
  if (format === "month") return month(String(value));
  if (format === "weekday") return weekday(Number(value));
  const number = Number(value);
  if (format === "share") return percent(number);
  if (format === "decimal") return numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(number);
  if (format === "age") return numbers({ maximumFractionDigits: 1 }).format(number);
  return exactly || number < 10_000 ? whole(number) : compact(number);
}

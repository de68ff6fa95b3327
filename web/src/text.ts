// Words and numbers in the reader's language.

import { compare, lang, metadata, spec } from "./state";
import type { Lang, Value, Words } from "./types";

const LOCALE = { pt: "pt-BR", en: "en-US" } as const;
const kept = new Map<string, Intl.DateTimeFormat>();

/** Numbers written in one way; a formatter is made once a language. */
function numbers(options: Intl.NumberFormatOptions): { (value: number): string; parts: (value: number) => Intl.NumberFormatPart[] } {
  const made: Partial<Record<Lang, Intl.NumberFormat>> = {};
  const inLanguage = () => (made[lang.value] ??= new Intl.NumberFormat(LOCALE[lang.value], options));
  return Object.assign((value: number) => inLanguage().format(value), { parts: (value: number) => inLanguage().formatToParts(value) });
}

export function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${lang.value}${JSON.stringify(options)}`;
  if (!kept.has(name)) kept.set(name, new Intl.DateTimeFormat(LOCALE[lang.value], { timeZone: "UTC", ...options }));
  return kept.get(name) as Intl.DateTimeFormat;
}

export function say(words: Words | null | undefined): string {
  return words?.[lang.value] ?? "";
}

export function t(name: string, values: Record<string, string> = {}): string {
  const text = say(spec.value?.texts[name]) || name;
  return text.replace(/\{(\w+)\}/g, (all, each: string) => values[each] ?? all);
}

export const full = numbers({ maximumFractionDigits: 2 });
export const whole = numbers({ maximumFractionDigits: 0 });
export const compact = numbers({ notation: "compact", maximumSignificantDigits: 3 });
/** A compact number without its unit, for where an axis names it. */
export const bare = (value: number): string =>
  compact.parts(value).filter(({ type }) => type !== "compact" && type !== "literal").map((part) => part.value).join("");
export const percent = numbers({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 });
/** A change whose sign is told even where it is too small for a digit. */
export const rise = numbers({ style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1, signDisplay: "always" });
export const round = numbers({ style: "percent", maximumFractionDigits: 0 });
export const signed = numbers({ style: "percent", maximumFractionDigits: 1, signDisplay: "exceptZero" });
export const signedWhole = numbers({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
export const decimals = numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2 });
export const tenths = numbers({ maximumFractionDigits: 1 });
export const signedTenths = numbers({ maximumFractionDigits: 1, signDisplay: "exceptZero" });

/** What the compared selection has where this one's number stands. */
export const comparedText = (value: number): string =>
  t(compare.value === "pinned" ? "pinned_value" : "before", { value: full(value) });

/** A date in words; what an address calls a date and is none, as it is. */
function worded(text: string, iso: string, options: Intl.DateTimeFormatOptions): string {
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? text : dates(options).format(date);
}

export const day = (iso: string): string => worded(iso, iso, { dateStyle: "medium" });

export function instant(iso: string): string {
  const zone = metadata.value?.publication.time_zone ?? "UTC";
  return dates({ dateStyle: "short", timeStyle: "short", timeZone: zone }).format(new Date(iso));
}

/** A month as "mar. 2020" or, short, "mar". */
export function month(text: string, short = false): string {
  const options: Intl.DateTimeFormatOptions = short ? { month: "short" } : { month: "short", year: "numeric" };
  return worded(text, `${text}-01`, options).replace(" de ", " ").replace(".", "");
}

/** The name of a weekday from 1 (Monday) to 7. */
export function weekday(value: number, short = false): string {
  return worded(String(value), `2024-01-0${value}`, { weekday: short ? "short" : "long" }).replace(".", "");
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
  if (format === "decimal") return decimals(number);
  if (format === "age") return tenths(number);
  return exactly || number < 10_000 ? whole(number) : compact(number);
}

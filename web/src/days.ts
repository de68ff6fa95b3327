// Days as people type them in the page's language: 31/03/2020 or 03/31/2020.

import { dates, t } from "./text";

type Part = "day" | "month" | "year";

const typing = () => dates({ day: "2-digit", month: "2-digit", year: "numeric" });

function order(): Part[] {
  return typing().formatToParts(0).map(({ type }) => type).filter((type): type is Part => ["day", "month", "year"].includes(type));
}

/** A day as it is typed; what is no day stays as it is. */
export function typed(iso: string): string {
  const date = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(date.getTime()) ? iso : typing().format(date);
}

/** How a day is typed, in letters. */
export function shape(): string {
  return order().map((part) => t(`${part}_letters`)).join("/");
}

/** The day that a text means, as 2020-03-31; null where it means none. */
export function dayOf(text: string): string | null {
  const numbers = text.trim().match(/^(\d{1,4})[/.\- ](\d{1,4})[/.\- ](\d{1,4})$/)?.slice(1) ?? [];
  const said = Object.fromEntries(order().map((part, place) => [part, numbers[place] ?? ""])) as Record<Part, string>;
  const iso = `${said.year}-${said.month.padStart(2, "0")}-${said.day.padStart(2, "0")}`;
  const date = new Date(`${iso}T00:00:00Z`);
  const exists = said.year.length === 4 && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
  return exists ? iso : null;
}

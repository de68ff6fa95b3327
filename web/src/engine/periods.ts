// Arithmetic of days written as 2020-03-31.

const DAY = 86_400_000;

/** The period of the same length just before: whole months before months, else as many days. */
export function periodBefore(first: string, last: string): [string, string] {
  if (!first.endsWith("-01")) return [add(first, -(between(first, last) + 1)), add(first, -1)];
  const months = monthNumber(last) - monthNumber(first) + 1;
  const [start, end] = [monthStart(monthNumber(first) - months), monthStart(monthNumber(last) - months)];
  const longest = monthLength(end);
  const day = dayOf(last) === monthLength(last) ? longest : Math.min(dayOf(last), longest);
  return [start, `${end.slice(0, 8)}${String(day).padStart(2, "0")}`];
}

export const dayOf = (iso: string): number => Number(iso.slice(8));

export function monthLength(iso: string): number {
  return new Date(Date.UTC(Number(iso.slice(0, 4)), Number(iso.slice(5, 7)), 0)).getUTCDate();
}

const monthNumber = (iso: string): number => Number(iso.slice(0, 4)) * 12 + Number(iso.slice(5, 7)) - 1;

function monthStart(number: number): string {
  return `${String(Math.floor(number / 12)).padStart(4, "0")}-${String((number % 12) + 1).padStart(2, "0")}-01`;
}

const between = (first: string, last: string): number => (Date.parse(last) - Date.parse(first)) / DAY;
const add = (iso: string, days: number): string => new Date(Date.parse(iso) + days * DAY).toISOString().slice(0, 10);

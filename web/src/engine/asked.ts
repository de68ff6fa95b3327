// The filters in force, read from a query string as the server reads them.

import type { Words } from "../types";

export interface State {
  picks: [string, (string | null)[]][];
  first: string;
  last: string;
  resolved: boolean;
}

export type Pairs = [string, string][];

/** A question that can't be answered, with the sentence that says why and its status in HTTP. */
export class Refusal extends Error {
  constructor(readonly words: Words, readonly status = 400) {
    super(words.en);
  }
}

const NOT_INFORMED = ["", "Não informado", "Not informed"];
const LONGEST = 500;
const MOST = 200;
const FORMATS: Record<string, [RegExp, string, string]> = {
  year: [/^-?[0-9]{1,4}$/, "a year such as 2008", "um ano como 2008"],
  month: [/^[0-9]{4}-(0[1-9]|1[0-2])$/, "a month such as 2020-03", "um mês como 2020-03"],
  weekday: [/^[1-7]$/, "a weekday from 1 (Monday) to 7 (Sunday)", "um dia da semana de 1 (segunda) a 7 (domingo)"],
  date: [/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/, "a date such as 2020-03-31", "uma data como 2020-03-31"],
  text: [/^[^\u0000-\u001f\u007f]+$/, "text without control characters", "texto sem caracteres de controle"],
};

/** Filters from a query string's names and values; ``formats`` has what each dimension's values look like. */
export function parseState(pairs: Pairs, formats: Record<string, string>): State {
  const picks: Record<string, (string | null)[]> = {};
  const given: Record<string, string> = {};
  for (const [name, text] of pairs) {
    if (name in formats) (picks[name] ??= []).push(value(name, formats[name] as string, text));
    else if (["from", "to", "genres"].includes(name)) once(given, name, text);
    else throw unknown(name, [...Object.keys(formats), "from", "to", "genres"]);
  }
  if (Object.values(picks).some((values) => values.length > MOST)) {
    throw new Refusal({ en: `At most ${MOST} values of one dimension can be picked.`, pt: `No máximo ${MOST} valores de uma dimensão podem ser escolhidos.` });
  }
  const [first, last] = [given["from"] ? date(given["from"]) : "", given["to"] ? date(given["to"]) : ""];
  if (first && last && first > last) {
    throw new Refusal({ en: `The range of dates ends (${last}) before it begins (${first}).`, pt: `O período termina (${last}) antes de começar (${first}).` });
  }
  const genres = given["genres"] ?? "delivered";
  if (!["delivered", "resolved"].includes(genres)) {
    throw new Refusal({ en: `genres must be delivered or resolved, not '${genres}'.`, pt: `genres deve ser delivered ou resolved, não '${genres}'.` });
  }
  const ordered = Object.keys(picks).sort().map((name): [string, (string | null)[]] => [name, inOrder(picks[name] ?? [])]);
  return { picks: ordered, first, last, resolved: genres === "resolved" };
}

/** The same filters on another period instead of their own dates. */
export function stateBefore(state: State, period: [string, string]): State {
  return { ...state, picks: state.picks.filter(([name]) => name !== "month" && name !== "date"), first: period[0], last: period[1] };
}

export function picked(state: State, name: string): (string | null)[] {
  return state.picks.find(([each]) => each === name)?.[1] ?? [];
}

export function asJson(state: State): Record<string, unknown> {
  return {
    ...Object.fromEntries(state.picks),
    ...(state.first ? { from: state.first } : {}),
    ...(state.last ? { to: state.last } : {}),
    genres: state.resolved ? "resolved" : "delivered",
  };
}

/** A parameter's value; a second one must be the same. */
export function once(given: Record<string, string>, name: string, text: string): void {
  if ((given[name] ??= text) !== text) throw new Refusal({ en: `${name} is given twice.`, pt: `${name} foi dado duas vezes.` });
}

function unknown(name: string, known: string[]): Refusal {
  const [called, list] = [name.slice(0, 50), known.join(", ")];
  return new Refusal({ en: `There is no filter called '${called}'; known are ${list}.`, pt: `Não há filtro chamado '${called}'; os conhecidos são ${list}.` });
}

function inOrder(values: (string | null)[]): (string | null)[] {
  return [...new Set(values)].sort((one, other) => (one === null ? -1 : other === null ? 1 : one < other ? -1 : one > other ? 1 : 0));
}

function value(name: string, format: string, text: string): string | null {
  if (NOT_INFORMED.includes(text)) return null;
  const [pattern, en, pt] = FORMATS[format] as [RegExp, string, string];
  if (text.length > LONGEST || !pattern.test(text)) {
    throw new Refusal({ en: `${name} must be ${en}, not '${text.slice(0, 50)}'.`, pt: `${name} deve ser ${pt}, não '${text.slice(0, 50)}'.` });
  }
  return format === "date" ? date(text) : format === "year" ? String(Number(text)) : text;
}

function date(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (FORMATS["date"]?.[0].test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)) return text;
  throw new Refusal({ en: `'${text.slice(0, 50)}' is no date such as 2020-03-31.`, pt: `'${text.slice(0, 50)}' não é uma data como 2020-03-31.` });
}

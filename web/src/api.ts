// Ask the server, or the engine of an exported page; the latest question wins, and what was shown stays until its answer is there.

import { batch } from "@preact/signals";
import { address, answered, base, busy, decode, encode, failure, filters, metadata, other, page, query, question } from "./state";
import { tables, wishes } from "./tables";
import { reach } from "./transport";
import type { Dashboard, Found, Metadata, Spec, Words } from "./types";

const PATIENCE = 150;
let latest: AbortController | null = null;
let asked = "";

/** Told without the page's own words, which come from the server too. */
const UNREACHED: Words = { en: "the server cannot be reached", pt: "o servidor não pode ser alcançado" };

class NoAnswer extends Error {
  constructor(readonly words: Words) {
    super(words.en);
  }
}

/** Why there was no answer, in both languages. */
export function cause(error: unknown): Words {
  const { message } = error as Error;
  return error instanceof NoAnswer ? error.words : { en: message, pt: message };
}

export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await reach(path, signal).catch(() => Promise.reject(new NoAnswer(UNREACHED)));
  if (answer.ok) return (await answer.json()) as T;
  const told = (await answer.json().catch(() => ({}))) as { error?: string; error_pt?: string };
  const sentence = told.error ?? `HTTP ${answer.status}`;
  throw new NoAnswer({ en: sentence, pt: told.error_pt ?? sentence });
}

export const askSpec = (): Promise<Spec> => ask("/api/page");

export async function refresh(force = false): Promise<void> {
  const wanted = question.value;
  if (wanted === asked && !force) return;
  asked = wanted;
  latest?.abort();
  const mine = (latest = new AbortController());
  const slow = setTimeout(() => (busy.value = true), PATIENCE);
  try {
    const asking = wishes();
    const [found, compared] = await askBoth(asking, mine.signal);
    const published = metadata.value?.publication.run_id !== found.publication;
    if (published) metadata.value = await ask<Metadata>(`/api/metadata?publication=${found.publication}`, mine.signal);
    if (published || !base.value || String(base.value.filters["source"]) !== String(found.filters["source"])) await askBase(found, mine.signal);
    batch(() => {
      page.value = found;
      tables.value = Object.fromEntries(asking.flatMap((wish, place) => (found.tables?.[place] ? [[wish, found.tables[place]]] : [])));
      other.value = compared;
      answered.value = wanted;
      failure.value = null;
    });
  } catch (error) {
    if (!mine.signal.aborted) {
      failure.value = cause(error);
      asked = "";
    }
  } finally {
    clearTimeout(slow);
    if (latest === mine) busy.value = false;
  }
}

/** The page with its tables, and the selection that it is compared with: a pinned one, or the period before. */
async function askBoth(asking: string[], signal: AbortSignal): Promise<[Dashboard, Dashboard | null]> {
  const { compare, pinned, publication } = address.value;
  const beside = compare === "before" ? "&beside=before" : "";
  const besides = asking.map((wish) => `&table=${encodeURIComponent(wish)}`).join("");
  const found = await ask<Dashboard>(`/api/dashboard?${query.value}${beside}${besides}`, signal);
  if (compare !== "pinned") return [found, found.before ?? null];
  return [found, await ask<Dashboard>(`/api/dashboard?${encode(decode(pinned), publication)}`, signal)];
}

/** The same source without filters, of which shares are told. */
async function askBase(found: Dashboard, signal: AbortSignal): Promise<void> {
  const source = found.filters["source"] as string[] | undefined;
  const text = encode({ picks: source ? { source } : {}, from: "", to: "", genres: filters.value.genres }, address.value.publication);
  base.value = await ask<Dashboard>(`/api/dashboard?${text}`, signal);
}

/** The filters in force as a query, with those parameters and filters that a table or file has of its own. */
export function drillQuery(own: string): string {
  const wanted = new URLSearchParams(own);
  const text = new URLSearchParams(encode(filters.value, address.value.publication));
  for (const name of new Set(wanted.keys())) text.delete(name);
  for (const [name, value] of wanted) text.append(name, value);
  return text.toString();
}

export async function find(text: string, signal: AbortSignal): Promise<Found[]> {
  const found = await ask<{ results: Found[] }>(`/api/search?q=${encodeURIComponent(text)}`, signal);
  return found.results;
}

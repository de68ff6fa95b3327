// Ask the server; the latest question wins, and what was shown stays until its answer is there.

import { address, answered, base, busy, decode, drilling, encode, failure, filters, metadata, other, page, query, question } from "./state";
import type { Dashboard, Found, Metadata, Spec, Table } from "./types";

const PATIENCE = 150;
let latest: AbortController | null = null;
let asked = "";

export async function ask<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(path, signal ? { signal } : {});
  if (answer.ok) return (await answer.json()) as T;
  const told = (await answer.json().catch(() => ({}))) as { error?: string };
  throw new Error(told.error ?? `HTTP ${answer.status}`);
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
    const [found, compared] = await askBoth(mine.signal);
    const published = metadata.value?.publication.run_id !== found.publication;
    if (published) metadata.value = await ask<Metadata>(`/api/metadata?publication=${found.publication}`, mine.signal);
    if (published || !base.value || String(base.value.filters["source"]) !== String(found.filters["source"])) await askBase(found, mine.signal);
    page.value = found;
    other.value = compared;
    answered.value = wanted;
    failure.value = "";
  } catch (error) {
    if (!mine.signal.aborted) {
      failure.value = (error as Error).message;
      asked = "";
    }
  } finally {
    clearTimeout(slow);
    if (latest === mine) busy.value = false;
  }
}

/** The page, and the selection that it is compared with: a pinned one, or the period before. */
async function askBoth(signal: AbortSignal): Promise<[Dashboard, Dashboard | null]> {
  const { compare, pinned, publication } = address.value;
  const beside = compare === "before" ? "&beside=before" : "";
  const found = await ask<Dashboard>(`/api/dashboard?${query.value}${beside}`, signal);
  if (compare !== "pinned") return [found, found.before ?? null];
  return [found, await ask<Dashboard>(`/api/dashboard?${encode(decode(pinned), publication)}`, signal)];
}

/** The same source without filters, of which shares are told. */
async function askBase(found: Dashboard, signal: AbortSignal): Promise<void> {
  const source = found.filters["source"] as string[] | undefined;
  const text = encode({ picks: source ? { source } : {}, from: "", to: "", genres: filters.value.genres }, address.value.publication);
  base.value = await ask<Dashboard>(`/api/dashboard?${text}`, signal);
}

export async function drill(by: string, more: Record<string, string>, path: [string, string][], signal: AbortSignal): Promise<Table> {
  drilling.value += 1;
  try {
    return await ask(`/api/drill?${drillQuery(by, more, path)}`, signal);
  } finally {
    drilling.value -= 1;
  }
}

export function drillQuery(by: string, more: Record<string, string>, path: [string, string][]): string {
  const picks = { ...filters.value.picks };
  for (const [name, value] of path) picks[name] = [value];
  const text = new URLSearchParams(encode({ ...filters.value, picks }, address.value.publication));
  text.set("by", by);
  for (const [name, value] of Object.entries(more)) if (value) text.set(name, value);
  return text.toString();
}

export async function find(text: string, signal: AbortSignal): Promise<Found[]> {
  const found = await ask<{ results: Found[] }>(`/api/search?q=${encodeURIComponent(text)}`, signal);
  return found.results;
}

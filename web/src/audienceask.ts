// The answer about the audience of the artists and genres picked, on the publication that the page shows.

import { computed, signal } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { ask, cause } from "./api";
import { address, answered, drilling, encode, failure, filters, go, page, question } from "./state";
import { exported } from "./transport";
import type { Audience, Value } from "./types";

/** Filters that say whose audience it is; whoever picks another one is asking about that alone. */
const OF_A_TRACK = ["artist", "genre", "album", "track", "release_year"];
const SUBJECTS = ["artist", "genre"];
/** The dimensions whose values lead to their audience; none on an exported page, which has no user's plays. */
export const AUDIENCES = exported ? [] : SUBJECTS;

export const audience = signal<Audience | null>(null);
/** The query of the audience shown, its own parameters included; empty where nobody is picked. */
export const audienceQuery = computed(() => {
  if (!SUBJECTS.some((name) => filters.value.picks[name]?.length)) return "";
  const { sort, order, split, publication } = address.value;
  const text = new URLSearchParams(encode(filters.value, page.value?.publication ?? publication));
  text.set("sort", sort);
  text.set("order", order);
  text.set("split", split);
  return text.toString();
});

/** Rows of each table at most; more where somebody asks for them. */
export const rows = signal(25);

/** The question whose answer is shown. */
const told = signal("");

/** Ask once the page's own answer has come, where another question than the one answered stands in the address. */
export function useAudience(): void {
  const query = audienceQuery.value && `${audienceQuery.value}&limit=${rows.value}`;
  const asks = Boolean(query) && told.value !== query && answered.value === question.value && !failure.value;
  useLayoutEffect(() => {
    if (!asks) return;
    const stop = new AbortController();
    void askAbout(query, stop.signal);
    return () => stop.abort();
  }, [query, asks]);
}

async function askAbout(query: string, signal: AbortSignal): Promise<void> {
  drilling.value += 1;
  try {
    const found = await ask<Audience>(`/api/audience?${query}`, signal);
    if (!signal.aborted) [audience.value, told.value] = [found, query];
  } catch (error) {
    if (!signal.aborted) failure.value = cause(error);
  } finally {
    drilling.value -= 1;
  }
}

/** Show the audience of one artist or genre, under the filters on days, users and source that are in force; ``within`` keeps the others too. */
export function showAudience(by: string, value: Value, within = false): void {
  const kept = Object.entries(filters.value.picks).filter(([name]) => within || !OF_A_TRACK.includes(name));
  const picks = { ...Object.fromEntries(kept), [by]: [value === null ? "" : String(value)] };
  go({ view: "audience", filters: { ...filters.value, picks } });
}

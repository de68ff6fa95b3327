// Rows of the page's tables: they come with the page's answer, so that all of it is painted at once; a table
// that is sorted, searched or opened meanwhile asks by itself.

import { signal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { ask, cause, drillQuery } from "./api";
import { answered, drilling, failure, page, question } from "./state";
import type { Table } from "./types";

/** What each table wants, as parameters of a drill; the filters in force are added to them. */
const wanted = new Map<string, string>();

/** Tables of the page shown, by what was wanted. */
export const tables = signal<Record<string, Table>>({});

export function wishes(): string[] {
  return [...wanted.values()];
}

/** The rows that a table wants, or those it had while they are on their way. */
export function useTable(name: string, wish: string): Table | null {
  const kept = useRef<Table | null>(null);
  const found = tables.value[wish];
  const asks = Boolean(wish) && !found && answered.value === question.value && !failure.value;
  useLayoutEffect(() => {
    if (wish) wanted.set(name, wish);
    return () => void wanted.delete(name);
  }, [name, wish]);
  useLayoutEffect(() => {
    if (!asks) return;
    const stop = new AbortController();
    void askAlone(wish, stop.signal);
    return () => stop.abort();
  }, [wish, asks]);
  if (found) kept.current = found;
  return kept.current;
}

async function askAlone(wish: string, signal: AbortSignal): Promise<void> {
  drilling.value += 1;
  try {
    const query = new URLSearchParams(drillQuery(wish));
    query.set("publication", page.value?.publication ?? "");
    tables.value = { ...tables.value, [wish]: await ask<Table>(`/api/drill?${query}`, signal) };
  } catch (error) {
    if (!signal.aborted) failure.value = cause(error);
  } finally {
    drilling.value -= 1;
  }
}

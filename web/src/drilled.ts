// How far each table is opened, how it is sorted and what is searched in it: all of it lives in the address.

import { address, go, hidden, key } from "./state";
import type { Value } from "./types";

export interface Sort {
  by: "streams" | "users" | "value";
  order: "asc" | "desc";
}

export interface Drilled {
  /** The dimensions of the way down that is taken, from the outermost to the innermost. */
  levels: string[];
  path: [string, string][];
  sort: Sort;
  text: string;
}

const UNSORTED: Sort = { by: "streams", order: "desc" };

/** What the address says of a table; a path that leads nowhere ends where it leaves the way. */
export function drilled(name: string, ways: string[][]): Drilled {
  const told = new URLSearchParams(address.value.drills[name] ?? "");
  const way = ways.find(([first]) => first === told.get("way")) ?? (ways[0] as string[]);
  const levels = way.filter((level) => !hidden(level));
  const path: [string, string][] = [];
  for (const level of levels.slice(0, -1)) {
    const value = told.get(level);
    if (value === null) break;
    path.push([level, value]);
  }
  const by = told.get("sort");
  const sort: Sort = { by: by === "users" || by === "value" ? by : "streams", order: told.get("order") === "asc" ? "asc" : "desc" };
  return { levels, path, sort, text: told.get("q") ?? "" };
}

/** Change what the address says of a table; a step that back undoes, unless it is only typed. */
export function drill(name: string, ways: string[][], next: Drilled, typed = false): void {
  const text = new URLSearchParams();
  const first = next.levels[0] as string;
  if (first !== ways[0]?.find((level) => !hidden(level))) text.set("way", first);
  for (const [level, value] of next.path) text.append(level, value);
  if (next.sort.by !== UNSORTED.by) text.set("sort", next.sort.by);
  if (next.sort.order !== UNSORTED.order) text.set("order", next.sort.order);
  if (next.text) text.set("q", next.text);
  const { [name]: _, ...others } = address.peek().drills;
  go({ drills: text.size ? { ...others, [name]: text.toString() } : others }, typed);
}

export const levelOf = ({ levels, path }: Drilled): string => levels[path.length] as string;

export const deeper = (from: Drilled, value: Value): Drilled => ({ ...from, path: [...from.path, [levelOf(from), key(value)]], text: "" });

/** The table's rows as parameters of the API, all of them. */
export function wishOf(from: Drilled): string {
  const found = new URLSearchParams({ by: levelOf(from), sort: from.sort.by, order: from.sort.order });
  if (from.text) found.set("q", from.text);
  for (const [name, value] of from.path) found.append(name, value);
  return found.toString();
}

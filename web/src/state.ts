// Everything the page shows follows from these signals; the filters among them live in the address.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { exported } from "./transport";
import type { Dashboard, Lang, Metadata, Spec, Value, Words } from "./types";

export interface Filters {
  picks: Record<string, string[]>;
  from: string;
  to: string;
  genres: "delivered" | "resolved";
}

export type View = "home" | "audience" | "metadata";

export type Compare = "before" | "none" | "pinned";

interface Address {
  filters: Filters;
  lang: Lang;
  view: View;
  compare: Compare;
  pinned: string;
  publication: string;
  entry: string;
  /** The measure whose change is explained, and the dimension that explains it. */
  why: string;
  by: string;
  /** What other artists of an audience are ranked by, and the trait that its setlists are told by. */
  sort: "lift" | "shared";
  /** What its tracks are ranked by. */
  order: "streams" | "users";
  split: "sex" | "age_band" | "country";
  /** How each table is opened, sorted and searched, as a query of its own. */
  drills: Record<string, string>;
}

const OWN = ["from", "to", "genres", "lang", "view", "compare", "pinned", "publication", "entry", "why", "by", "sort", "order", "split", "drill"];

export const NO_FILTERS: Filters = { picks: {}, from: "", to: "", genres: "delivered" };

export const spec = signal<Spec | null>(null);
export const metadata = signal<Metadata | null>(null);
export const page = signal<Dashboard | null>(null);
export const base = signal<Dashboard | null>(null);
export const other = signal<Dashboard | null>(null);
/** Why there is no answer, in both languages. */
export const failure = signal<Words | null>(null);
export const busy = signal(false);
export const filtering = signal(false);
export const address = signal<Address>(read(location.search));
export const theme = signal<"light" | "dark">(preferredTheme());

export const filters = computed(() => address.value.filters);
export const lang = computed(() => address.value.lang);
/** A link to an audience leads to the dashboard where there is none: on an exported page. */
export const view = computed((): View => (missed.value ? "home" : address.value.view));
/** Whether the address asks for what an exported page doesn't have. */
export const missed = computed(() => exported && address.value.view === "audience");
export const genres = computed(() => address.value.filters.genres);
export const compare = computed(() => address.value.compare);
export const pinned = computed(() => address.value.pinned);
export const query = computed(() => encode(filters.value, address.value.publication));
/** The question that the address asks, and the one whose answer is shown. */
export const question = computed(() => `${query.value} ${address.value.compare} ${address.value.pinned}`);
export const answered = signal("");
/** How many tables wait for their rows. */
export const drilling = signal(0);
/** Whether the cards and charts shown belong to the address, and whether tables do too: for whoever waits for them. */
export const current = computed(() => String(answered.value === question.value));
export const settled = computed(() => String(answered.value === question.value && drilling.value === 0));

/** Filters that a person chose, as pairs of dimension and value; the source is chosen beside them. */
export const chosen = computed(() => pairsOf(filters.value));

export function pairsOf({ picks, from, to }: Filters): (readonly [string, string])[] {
  const pairs = Object.entries(picks)
    .filter(([name]) => name !== "source")
    .flatMap(([name, values]) => values.map((value) => [name, value] as const));
  return from || to ? [...pairs, ["period", `${from || "…"} – ${to || "…"}`] as const] : pairs;
}

export function hidden(dimension: string): boolean {
  return metadata.value?.dimensions.find((each) => each.name === dimension)?.hidden ?? false;
}

export function key(value: Value): string {
  return value === null ? "" : String(value);
}

const picksByDimension = new Map<string, ReadonlySignal<string[] | undefined>>();

/** What is picked of one dimension: who reads it is drawn anew when that changes, not at every click. */
export function picked(dimension: string): string[] | undefined {
  const known = picksByDimension.get(dimension) ?? computed(() => filters.value.picks[dimension]);
  picksByDimension.set(dimension, known);
  return known.value;
}

export function isPicked(dimension: string, value: Value): boolean {
  return picked(dimension)?.includes(key(value)) ?? false;
}

export function anyPicked(dimension: string): boolean {
  return (picked(dimension)?.length ?? 0) > 0;
}

export function toggle(dimension: string, value: Value): void {
  const before = filters.value.picks[dimension] ?? [];
  const text = key(value);
  pick(dimension, before.includes(text) ? before.filter((each) => each !== text) : [...before, text]);
}

export function pick(dimension: string, values: string[]): void {
  const picks = { ...filters.value.picks, [dimension]: values };
  if (!values.length) delete picks[dimension];
  setFilters({ ...filters.value, picks });
}

export function remove(dimension: string, value: string): void {
  if (dimension === "period") setFilters({ ...filters.value, from: "", to: "" });
  else toggle(dimension, value);
}

export function clear(): void {
  const source = filters.value.picks["source"];
  setFilters({ ...NO_FILTERS, genres: filters.value.genres, picks: source ? { source } : {} });
}

export function setFilters(next: Filters): void {
  go({ filters: next });
}

/** Move to another state, which the browser's back button undoes unless it is only ``typed``. */
export function go(change: Partial<Address>, typed = false): void {
  address.value = { ...address.value, ...change };
  if (typed) history.replaceState(null, "", written());
  else history.pushState(null, "", written());
}

export function restore(): void {
  address.value = read(location.search);
}

export function written(extra: Record<string, string> = {}): string {
  const { filters: now, lang: language, view, compare, pinned, publication, entry, why, by, sort, order, split, drills } = address.value;
  const text = new URLSearchParams(encode(now, publication));
  const ofView = { entry: view === "metadata" ? entry : "", ...(view === "audience" ? { sort, order, split } : {}) };
  const more = { lang: language, view, compare, pinned, ...ofView, why, by: why ? by : "", ...extra };
  const usual: Record<string, string> = { lang: "pt", view: "home", compare: "before", pinned: "", entry: "", publication: "", why: "", by: "", sort: "lift", order: "users", split: "sex" };
  for (const [name, value] of Object.entries(more)) if (value !== usual[name]) text.set(name, value);
  for (const [name, opened] of Object.entries(drills)) text.append("drill", `${name}?${opened}`);
  return `?${text}`;
}

export function encode(from: Filters, publication = ""): string {
  const text = new URLSearchParams();
  for (const name of Object.keys(from.picks).sort()) for (const value of from.picks[name] ?? []) text.append(name, value);
  if (from.from) text.set("from", from.from);
  if (from.to) text.set("to", from.to);
  if (from.genres === "resolved") text.set("genres", "resolved");
  if (publication) text.set("publication", publication);
  return text.toString();
}

export function decode(text: string): Filters {
  const found = new URLSearchParams(text);
  const picks: Record<string, string[]> = {};
  for (const [name, value] of found) if (!OWN.includes(name)) picks[name] = [...(picks[name] ?? []), value];
  const genres = found.get("genres") === "resolved" ? "resolved" : "delivered";
  return { picks, from: found.get("from") ?? "", to: found.get("to") ?? "", genres };
}

function read(search: string): Address {
  const found = new URLSearchParams(search);
  const compare = found.get("compare");
  const view = found.get("view");
  const split = found.get("split");
  return {
    filters: decode(search),
    lang: found.get("lang") === "en" ? "en" : "pt",
    view: view === "metadata" || view === "audience" ? view : "home",
    compare: compare === "none" || compare === "pinned" ? compare : "before",
    pinned: found.get("pinned") ?? "",
    publication: found.get("publication") ?? "",
    entry: found.get("entry") ?? "",
    why: found.get("why") ?? "",
    by: found.get("by") ?? "",
    sort: found.get("sort") === "shared" ? "shared" : "lift",
    order: found.get("order") === "streams" ? "streams" : "users",
    split: split === "age_band" || split === "country" ? split : "sex",
    drills: Object.fromEntries(found.getAll("drill").map((each) => [each.split("?", 1)[0], each.slice(each.indexOf("?") + 1)])),
  };
}

function preferredTheme(): "light" | "dark" {
  const kept = localStorage.getItem("vitrola-theme");
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

// What is filtered, of which source, how fresh it is, and in which language.

import { useEffect, useState } from "preact/hooks";
import { find } from "./api";
import { Icon, Simulated } from "./panel";
import { address, chosen, clear, encode, filters, go, lang, metadata, other, page, pick, remove, setFilters, spec, theme, toggle, written } from "./state";
import { day, full, instant, named, percent, say, t } from "./text";
import type { Found } from "./types";

export function Header() {
  const published = metadata.value?.publication;
  return (
    <header class="top">
      <div class="brand"><img src="/icon.svg" alt="" width="26" height="26" /><h1>Vitrola</h1></div>
      <Lookup />
      <SourceChoice />
      <label class="switch">
        <input type="checkbox" checked={filters.value.genres === "resolved"} onChange={(event) => setFilters({ ...filters.value, genres: event.currentTarget.checked ? "resolved" : "delivered" })} />
        {t("genres_resolved")}
      </label>
      <CompareChoice />
      <span class="grow" />
      {published && (
        <button type="button" class="stamp" onClick={() => go({ view: "metadata" })} title={stampDetail()}>
          {published.last_day ? t("data_through", { day: day(published.last_day) }) : t("no_dates")} <Simulated part="date" />
          <br />
          {t("published", { when: instant(published.published_at) })}
        </button>
      )}
      <button type="button" lang={lang.value === "pt" ? "en" : "pt-BR"} onClick={() => go({ lang: lang.value === "pt" ? "en" : "pt" })}>{t("language")}</button>
      <button type="button" title={t("theme")} aria-label={t("theme")} onClick={() => { theme.value = theme.value === "dark" ? "light" : "dark"; localStorage.setItem("vitrola-theme", theme.value); }}><Icon name="theme" /></button>
    </header>
  );
}

export function stampDetail(): string {
  const published = metadata.value?.publication;
  if (!published) return "";
  const rows = Object.fromEntries(Object.entries(published.rows).map(([name, value]) => [name, full(value)]));
  const { delivered, resolved } = published.genre_coverage;
  return [
    t("reconciled", rows),
    ...(delivered !== null ? [t("coverage", { share: percent(delivered) })] : []),
    ...(resolved !== null ? [t("coverage_resolved", { share: percent(resolved) })] : []),
    t("time_zone", { zone: published.time_zone }),
  ].join(" · ");
}

export function Chips() {
  const pairs = chosen.value;
  return (
    <div class="chips" role="group" aria-label={t("filter")}>
      {pairs.map(([name, value]) => (
        <button type="button" class="chip" key={`${name} ${value}`} onClick={() => remove(name, value)} aria-label={`${t("remove")} ${chipText(name, value)}`}>
          {chipText(name, value)} <span aria-hidden="true">×</span>
        </button>
      ))}
      {pairs.length > 1 && <button type="button" class="chip all" onClick={clear}>{t("clear_all", { n: full(pairs.length) })}</button>}
      {other.value && <span class="legend"><i />{t("compared", { what: comparedWith() })}</span>}
      {address.value.publication && (
        <button type="button" class="chip" onClick={() => go({ publication: "" })}>{t("old_publication")} {t("show_current")}</button>
      )}
    </div>
  );
}

export function chipText(name: string, value: string): string {
  if (name === "period") return `${t("period")}: ${value.replace(/\d{4}-\d\d-\d\d/g, day)}`;
  return `${say(spec.value?.dimensions[name]?.label)}: ${trackNames.get(value) ?? named(name, value)}`;
}

function comparedWith(): string {
  const before = page.value?.period.before;
  if (address.value.compare === "pinned" || !before) return t("compare_pinned").toLowerCase();
  return `${day(before[0])} – ${day(before[1])}`;
}

const trackNames = new Map<string, string>();

function SourceChoice() {
  const sources = metadata.value?.publication.sources ?? [];
  if (sources.length < 2) return null;
  const now = (page.value?.filters["source"] as string[] | undefined) ?? [];
  const value = now.length > 1 ? "*" : (now[0] ?? "");
  return (
    <label>
      {t("source")}{" "}
      <select value={value} onChange={(event) => pick("source", event.currentTarget.value === "*" ? sources : [event.currentTarget.value])}>
        {sources.map((source) => <option key={source} value={source}>{source}</option>)}
        <option value="*">{t("all_sources")}</option>
      </select>
    </label>
  );
}

function CompareChoice() {
  const { compare, pinned } = address.value;
  const choose = (value: string) => {
    if (value === "pin") go({ compare: "pinned", pinned: encode(filters.value) });
    else go({ compare: value as "before" | "none" | "pinned" });
  };
  return (
    <label>
      {t("compare")}{" "}
      <select value={compare} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="before">{t("compare_before")}</option>
        <option value="none">{t("compare_none")}</option>
        <option value="pin">{t("compare_pin")}</option>
        {(pinned || compare === "pinned") && <option value="pinned">{t("compare_pinned")}</option>}
      </select>
    </label>
  );
}

function Lookup() {
  const [text, setText] = useState("");
  const [found, setFound] = useState<Found[]>([]);
  useEffect(() => {
    if (text.trim().length < 2) return setFound([]);
    const stop = new AbortController();
    const wait = setTimeout(() => find(text.trim(), stop.signal).then(setFound, () => undefined), 120);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [text]);
  const choose = (row: Found) => {
    if (row.label) trackNames.set(row.value, row.label);
    toggle(row.by, row.value);
    setText("");
  };
  return (
    <div class="lookup" onKeyDown={(event) => event.key === "Escape" && setText("")}>
      <input type="search" value={text} placeholder={t("search_artists")} aria-label={t("search_artists")} onInput={(event) => setText(event.currentTarget.value)} />
      {found.length > 0 && (
        <ul>
          {found.map((row) => (
            <li key={`${row.by} ${row.value}`}>
              <button type="button" onClick={() => choose(row)}>
                <span>{row.label ?? row.value}</span> <small>{row.artist ?? say(spec.value?.dimensions[row.by]?.label)} · {full(row.streams)}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

export const shareLink = (): string => `${location.origin}/${written({ publication: page.value?.publication ?? "" })}`;

// What is filtered, of which source, how fresh it is, and in which language.

import { useState } from "preact/hooks";
import { Ask } from "./ask";
import { Icon, Simulated } from "./panel";
import { compare, encode, filters, genres, go, lang, metadata, page, pick, pinned, setFilters, theme, written } from "./state";
import { compact, day, full, instant, percent, t } from "./text";

const ICON = new URL("icon.svg", import.meta.url).href;

export function Header() {
  const published = metadata.value?.publication;
  return (
    <header class="top">
      <div class="brand"><img src={ICON} alt="" width="26" height="26" /><h1>Vitrola</h1></div>
      <Ask />
      <SourceChoice />
      <label class="switch" title={t("genres_resolved_hint")}>
        <input type="checkbox" checked={genres.value === "resolved"} onChange={(event) => setFilters({ ...filters.peek(), genres: event.currentTarget.checked ? "resolved" : "delivered" })} />
        {t("genres_resolved")}
      </label>
      <CompareChoice />
      <span class="grow" />
      {published && (
        <button type="button" class="stamp" onClick={() => go({ view: "metadata" })} title={stampDetail()}>
          {published.last_day && !page.value?.charts["month"]?.missing ? t("data_through", { day: day(published.last_day) }) : t("no_dates")} <Simulated part="date" short />
          {published.sources.length === 1 && ` · ${published.sources[0]}`}
          <br />
          {t("published", { when: instant(published.published_at) })} · {t(published.reconciled ? "rows_reconciled" : "rows_open", { n: compact(published.rows.read) })}
        </button>
      )}
      <Share />
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
    t("version", { id: published.run_id }),
  ].join(" · ");
}

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
  const choose = (value: string) => {
    if (value === "pin") go({ compare: "pinned", pinned: encode(filters.peek()) });
    else go({ compare: value as "before" | "none" | "pinned" });
  };
  return (
    <label>
      {t("compare")}{" "}
      <select value={compare.value} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="before">{t("compare_before")}</option>
        <option value="none">{t("compare_none")}</option>
        <option value="pin">{t("compare_pin")}</option>
        {(pinned.value || compare.value === "pinned") && <option value="pinned">{t("compare_pinned")}</option>}
      </select>
    </label>
  );
}

/** Copies an address that reopens these filters on this same publication. */
function Share() {
  const [done, setDone] = useState(false);
  const copy = () => {
    const link = `${location.origin}${location.pathname}${written({ publication: page.value?.publication ?? "" })}`;
    void navigator.clipboard?.writeText(link).then(() => setDone(true), () => prompt(t("share_link"), link));
    setTimeout(() => setDone(false), 3_000);
  };
  return <button type="button" class="share" title={t("share_link")} onClick={copy}><Icon name="share" /><span class={done ? "" : "unseen"} role="status">{done ? t("shared") : t("share_link")}</span></button>;
}

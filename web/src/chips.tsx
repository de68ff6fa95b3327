// The filters in force, each removable, and what they are compared with.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { drillQuery, ask } from "./api";
import { AUDIENCES } from "./audienceask";
import { address, chosen, clear, decode, filters, go, metadata, other, page, pairsOf, remove, spec, view } from "./state";
import { day, full, instant, named, say, t } from "./text";
import type { Table } from "./types";

/** What tracks are called, of those that a filter may name. */
const trackNames = signal<Record<string, string>>({});

export function callTrack(id: string, name: string): void {
  trackNames.value = { ...trackNames.value, [id]: name };
}

export function Chips() {
  const pairs = chosen.value;
  useTrackNames();
  return (
    <div class="chips" role="group" aria-label={t("filter")}>
      {pairs.map(([name, value]) => (
        <button type="button" class="chip" key={`${name} ${value}`} onClick={() => remove(name, value)} aria-label={`${t("remove")} ${chipText(name, value)}`}>
          {chipText(name, value)} <span aria-hidden="true">×</span>
        </button>
      ))}
      {!pairs.length && <span class="legend">{t("filter_hint")}</span>}
      {pairs.length > 1 && <button type="button" class="chip all" onClick={clear}>{t("clear_all", { n: full(pairs.length) })}</button>}
      {view.value === "home" && AUDIENCES.some((name) => filters.value.picks[name]?.length) && <button type="button" class="see" onClick={() => go({ view: "audience" })}>{t("see_audience")}</button>}
      {other.value && view.value !== "audience" && <span class="legend"><i />{t("compared", { what: comparedWith() })}</span>}
      {address.value.publication && metadata.value && (
        <button type="button" class="chip" onClick={() => go({ publication: "" })}>
          {t("old_publication", { when: instant(metadata.value.publication.published_at) })} {t("show_current")}
        </button>
      )}
    </div>
  );
}

export function chipText(name: string, value: string): string {
  if (name === "period") return `${t("period")}: ${value.replace(/\d{4}-\d\d-\d\d/g, day)}`;
  return `${say(spec.value?.dimensions[name]?.label)}: ${trackNames.value[value] ?? named(name, value)}`;
}

/** Pairs of dimension and value as one sentence. */
export function pairsText(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([name, value]) => chipText(name, value)).join(" + ");
}

function comparedWith(): string {
  const before = page.value?.period.before;
  if (address.value.compare === "pinned" || !before) {
    return `${t("compare_pinned").toLowerCase()} (${pairsText(pairsOf(decode(address.value.pinned))) || t("everything")})`;
  }
  return `${day(before[0])} – ${day(before[1])}`;
}

/** A link names tracks by id: ask what they are called. */
function useTrackNames(): void {
  const picked = filters.value.picks["track"] ?? [];
  const unknown = picked.filter((id) => !(id in trackNames.value)).join(" ");
  useEffect(() => {
    if (!unknown) return;
    const named = ask<Table>(`/api/drill?${drillQuery(`by=track&limit=${picked.length}`)}`);
    named.then(({ rows }) => rows.forEach((row) => callTrack(String(row.value), row.label ?? String(row.value))), () => undefined);
  }, [unknown]);
}

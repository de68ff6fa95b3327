// What a card's change is made of: each value's contribution, beside the page, adding up exactly to the change.

import { useEffect, useRef, useState } from "preact/hooks";
import { ask, cause } from "./api";
import { Simulated } from "./panel";
import { address, compare, decode, drilling, filters, go, hidden, isPicked, page, pinned, query, spec, toggle } from "./state";
import { day, full, labelled, named, percent, rise, say, shown, t } from "./text";
import { exported } from "./transport";
import type { Driver, Drivers, Field, Value, Words } from "./types";

const SHOWN = 12;
const USUAL = ["genre", "artist", "sex"];
/** Half of a bar's box, whose middle is no change. */
const HALF = 50;
/** The contributions that an exported page can add up: it has no users by period. */
const IN_FILES = ["streams"];

/** The dimensions that a measure's change is explained by; none where it can't be. */
function dimensionsOf(measure: string): string[] {
  if (exported && !IN_FILES.includes(measure)) return [];
  return (spec.value?.explained[measure] ?? []).filter((name) => !hidden(name));
}

/** What a change is first explained by: not by what only one value is picked of, which would be all of it. */
function first(known: string[]): string {
  const telling = known.filter((name) => filters.value.picks[name]?.length !== 1);
  return USUAL.find((name) => telling.includes(name)) ?? telling[0] ?? (known[0] as string);
}

/** A button beside a card's change; it is where the panel closes to. */
export function Why({ measure }: { measure: string }) {
  const known = dimensionsOf(measure);
  if (!known.length) return null;
  const open = address.value.why === measure;
  const label = `${t("why")} ${say(spec.value?.measures[measure]?.label)}`;
  return <button type="button" class="why" data-why={measure} aria-expanded={open} aria-controls="why" aria-label={label} title={label} onClick={() => go(open ? { why: "" } : { why: measure, by: first(known) })}>{t("why_short")}</button>;
}

export function WhyPanel() {
  const { why: measure, by: wanted } = address.value;
  const known = measure ? dimensionsOf(measure) : [];
  if (!known.length || compare.value === "none") return null;
  return <Opened key={measure} measure={measure} by={known.includes(wanted) ? wanted : first(known)} known={known} />;
}

function Opened({ measure, by, known }: { measure: string; by: string; known: string[] }) {
  const box = useRef<HTMLElement>(null);
  const field = spec.value?.measures[measure] as Field;
  const { found, failed } = useDrivers(measure, by);
  useEffect(() => box.current?.querySelector("h2")?.focus(), []);
  const close = () => {
    go({ why: "" });
    document.querySelector<HTMLElement>(`[data-why=${measure}]`)?.focus();
  };
  return (
    <aside class="explained" id="why" ref={box} aria-labelledby="why-title" onKeyDown={(event) => event.key === "Escape" && close()}>
      <header>
        <h2 id="why-title" tabindex={-1}>{t("why_title", { measure: say(field.label) })} <Simulated part={field.origin ?? null} /></h2>
        <button type="button" onClick={close}>{t("close")}</button>
      </header>
      <label>{t("why_by")} <select value={by} onChange={(event) => go({ by: event.currentTarget.value })}>{known.map((name) => <option key={name} value={name}>{labelled(name)}</option>)}</select> <Simulated part={spec.value?.dimensions[by]?.origin ?? null} /></label>
      {failed ? <p class="missing" role="alert">{say(failed)}</p> : found && <Told measure={measure} by={by} found={found} />}
    </aside>
  );
}

function Told({ measure, by, found }: { measure: string; by: string; found: Drivers }) {
  const format = spec.value?.measures[measure]?.format ?? "count";
  if (found.suppressed) return <p class="missing">{t("suppressed")}</p>;
  if (found.change === null || found.before === null || found.now === null) return <p class="missing">{t("no_comparison")}</p>;
  const change = signedValue(format, found.change);
  const rows = found.others ? [...found.rows, found.others] : found.rows;
  const most = Math.max(...rows.map((row) => Math.abs(row.contribution)), 0) || 1;
  return (
    <>
      <p class="told">{t("why_change", { before: shown(format, found.before, true), now: shown(format, found.now, true), change, period: against() })} {datesCompared() && <Simulated part="date" />}</p>
      {found.days && found.days.before !== found.days.now && <Days found={found} days={found.days} />}
      {found.gained != null && <p>{t("why_people", { gained: shown("count", found.gained, true), lost: shown("count", found.lost ?? 0, true), kept: shown("count", found.kept ?? 0, true) })}</p>}
      <table>
        <caption>{t(Number.isInteger(found.change) ? "why_sum" : "why_sum_mean", { change })}</caption>
        <thead>
          <tr><th scope="col">{labelled(by)}</th><th scope="col">{t("why_before")}</th><th scope="col">{t("why_now")}</th><th scope="col" class="drawn"><span class="unseen">{t("why_contribution")}</span></th><th scope="col">{t("why_contribution")}</th><th scope="col">{t("why_share")}</th></tr>
        </thead>
        <tbody>
          {found.rows.map((row) => <Line key={String(row.values[0])} name={<Name by={by} row={row} />} row={row} most={most} format={format} />)}
          {found.others && <Line name={t(found.others.values === 1 ? "why_other" : "why_others", { n: shown("count", found.others.values, true) })} row={found.others} most={most} format={format} />}
        </tbody>
      </table>
      {found.rows.some((row) => row.rate !== undefined) && <p class="note">{t("why_rate")}</p>}
    </>
  );
}

/** That the two periods don't have as many days, and what a day had. */
function Days({ found, days }: { found: Drivers; days: { before: number; now: number } }) {
  const told = t("why_days", { before: full(days.before), now: full(days.now) });
  const daily = found.per_day;
  if (!daily) return <p data-days>{told}</p>;
  const values = { before: shown("decimal", daily.before), now: shown("decimal", daily.now), change: signedValue("decimal", daily.change), share: rise(daily.change / daily.before).replace("-", "−") };
  return <p data-days>{told} {t("why_per_day", values)}</p>;
}

function Name({ by, row }: { by: string; row: Driver }) {
  const value = row.values[0] as Value;
  const text = row.label ? `${row.label}${row.artist ? ` – ${row.artist}` : ""}` : named(by, value);
  return <button type="button" class={isPicked(by, value) ? "picked" : ""} aria-pressed={isPicked(by, value)} onClick={() => toggle(by, value)}>{text}</button>;
}

interface LineProps {
  name: preact.ComponentChild;
  row: Omit<Driver, "values">;
  most: number;
  format: string;
}

function Line({ name, row, most, format }: LineProps) {
  const width = (Math.abs(row.contribution) / most) * HALF;
  const from = row.contribution < 0 ? HALF - width : HALF;
  return (
    <tr>
      <th scope="row">{name}</th>
      <Side format={format} value={row.before} />
      <Side format={format} value={row.now} />
      <td class="drawn">
        <svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">
          <rect class={row.contribution < 0 ? "fall" : "rise"} x={from} y={1} width={width} height={10} />
          <rect class="axis" x={HALF} y={0} width={0.7} height={12} />
        </svg>
      </td>
      <td>{signedValue(format, row.contribution)}</td>
      <td>{row.share === null ? "–" : percent(row.share).replace("-", "−")}</td>
    </tr>
  );
}

/** What one period had, short; exactly where it is pointed at. */
function Side({ format, value }: { format: string; value: number | null }) {
  return <td title={shown(format, value, true)}>{shown(format, value)}</td>;
}

/** A change in its measure's unit: of shares in percentage points. */
function signedValue(format: string, change: number): string {
  const size = Math.abs(change);
  const sign = change > 0 ? "+" : change < 0 ? "−" : "";
  if (format === "share") return `${sign}${fine(size * 100)} p.p.`;
  return sign + (format === "count" && Number.isInteger(change) ? shown("count", size, true) : fine(size));
}

/** A small difference with the digits that say something. */
function fine(size: number): string {
  const digits = size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
  return new Intl.NumberFormat(address.value.lang === "pt" ? "pt-BR" : "en-US", { maximumFractionDigits: digits }).format(size);
}

/** Whether the two sides are told apart by dates. */
function datesCompared(): boolean {
  const { picks, from, to } = compare.value === "pinned" ? decode(`${query.value}&${pinned.value}`) : filters.value;
  return Boolean(from || to || ["month", "date", "weekday"].some((name) => picks[name]?.length));
}

function against(): string {
  const before = page.value?.period.before;
  return compare.value === "pinned" || !before ? t("versus_pinned") : t("versus_before", { period: `${day(before[0])} – ${day(before[1])}` });
}

/** The answer to what is asked now; what was shown stays until it is there. */
function useDrivers(measure: string, by: string): { found: Drivers | null; failed: Words | null } {
  const [told, setTold] = useState<{ by: string; found: Drivers | null; failed: Words | null }>({ by, found: null, failed: null });
  const own = `by=${by}&measure=${measure}&limit=${SHOWN}`;
  const besides = compare.value === "pinned" ? `&pinned=${encodeURIComponent(pinned.value)}` : "";
  const path = `/api/drivers?${query.value}${query.value ? "&" : ""}${own}${besides}`;
  useEffect(() => {
    const control = new AbortController();
    drilling.value += 1;
    ask<Drivers>(path, control.signal)
      .then((found) => setTold({ by, found, failed: null }))
      .catch((error: unknown) => !control.signal.aborted && setTold({ by, found: null, failed: cause(error) }))
      .finally(() => (drilling.value -= 1));
    return () => control.abort();
  }, [path]);
  return told.by === by ? told : { found: null, failed: null };
}

// Every filter in one place: values with a search, and a range of dates.

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { DayField } from "./dayfield";
import { filtering, filters, isPicked, lang, metadata, pick, setFilters, spec, toggle } from "./state";
import { named, say, t } from "./text";
import type { Value } from "./types";

const LISTED = ["genre", "month", "weekday", "release_year", "sex", "age_band", "country", "main_genre"];

export function FilterPanel() {
  const box = useRef<HTMLElement>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    if (filtering.value) box.current?.querySelector("input")?.focus();
  }, [filtering.value]);
  if (!filtering.value) return null;
  const wanted = plain(text.trim());
  const last = metadata.value?.publication.last_day;
  const range = (name: "from" | "to") => (
    <DayField name={name} label={t(`date_${name}`)} value={filters.value[name]} example={last ?? ""} chosen={(day) => setFilters(ordered({ ...filters.peek(), [name]: day }))} />
  );
  return (
    <aside class="filters" id="filters" ref={box} aria-label={t("filter")} onKeyDown={(event) => event.key === "Escape" && (filtering.value = false)}>
      <header>
        <h2>{t("filter")}</h2>
        <button type="button" onClick={() => (filtering.value = false)}>{t("close")}</button>
      </header>
      <input type="search" value={text} placeholder={t("search")} aria-label={`${t("search")}: ${t("filter")}`} onInput={(event) => setText(event.currentTarget.value)} />
      {last && <fieldset class="range"><legend>{t("period")}</legend>{range("from")}{range("to")}</fieldset>}
      {wanted && !LISTED.some((name) => valuesOf(name).some((value) => has(name, value, wanted))) && <p class="missing" role="status">{t("filter_no_hits", { words: text.trim() })}</p>}
      {LISTED.map((name) => <Values key={name} name={name} text={wanted} />)}
    </aside>
  );
}

function Values({ name, text }: { name: string; text: string }) {
  const all = valuesOf(name);
  const values = useMemo(() => first(all.filter((value) => has(name, value, text) || isPicked(name, value)), name), [all, name, text, lang.value]);
  if (!values.length) return null;
  return (
    <fieldset>
      <legend>
        {say(spec.value?.dimensions[name]?.label)}
        {filters.value.picks[name] && <button type="button" onClick={() => pick(name, [])}>{t("clear")}</button>}
      </legend>
      <div class="values">
        {values.map((value) => (
          <label key={String(value)}>
            <input type="checkbox" checked={isPicked(name, value)} onChange={() => toggle(name, value)} />
            {named(name, value)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function valuesOf(name: string): Value[] {
  const resolved = name === "genre" && filters.value.genres === "resolved";
  return metadata.value?.values[resolved ? "genre_resolved" : name] ?? [];
}

/** The values picked before the others, as they are when the list is made: none moves away from under a click. */
const first = (values: Value[], name: string): Value[] => [...values.filter((value) => isPicked(name, value)), ...values.filter((value) => !isPicked(name, value))];

const plain = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const has = (name: string, value: Value, text: string): boolean => plain(named(name, value)).includes(text);

/** A range that ends before it begins begins where it ends. */
function ordered<F extends { from: string; to: string }>(range: F): F {
  return range.from && range.to && range.from > range.to ? { ...range, from: range.to, to: range.from } : range;
}

// Every filter in one place: values with a search, and a range of dates.

import { useEffect, useRef, useState } from "preact/hooks";
import { DayField } from "./dayfield";
import { filtering, filters, isPicked, metadata, pick, setFilters, spec, toggle } from "./state";
import { named, say, t } from "./text";

const LISTED = ["genre", "month", "weekday", "release_year", "sex", "age_band", "country", "main_genre"];

export function FilterPanel() {
  const box = useRef<HTMLElement>(null);
  const [text, setText] = useState("");
  useEffect(() => {
    if (filtering.value) box.current?.querySelector("input")?.focus();
  }, [filtering.value]);
  if (!filtering.value) return null;
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
      {LISTED.map((name) => <Values key={name} name={name} text={text.toLowerCase()} />)}
    </aside>
  );
}

function Values({ name, text }: { name: string; text: string }) {
  const resolved = name === "genre" && filters.value.genres === "resolved";
  const all = metadata.value?.values[resolved ? "genre_resolved" : name] ?? [];
  const values = all.filter((value) => named(name, value).toLowerCase().includes(text) || isPicked(name, value));
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

/** A range that ends before it begins begins where it ends. */
function ordered<F extends { from: string; to: string }>(range: F): F {
  return range.from && range.to && range.from > range.to ? { ...range, from: range.to, to: range.from } : range;
}

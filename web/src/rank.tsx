// A table of one dimension's values that can be sorted, searched and drilled into, in place.

import { useEffect, useState } from "preact/hooks";
import { drill } from "./api";
import { isPicked, key, metadata, query, toggle } from "./state";
import { full, named, percent, t } from "./text";
import type { Row, Table } from "./types";

const STEP = 100;
type Sort = { by: "streams" | "users" | "value"; order: "asc" | "desc" };

/** ``levels`` are the dimensions from the outermost to the innermost. */
export function Rank({ levels, label }: { levels: string[]; label: string }) {
  const shown = levels.filter((level) => !hidden(level));
  const [path, setPath] = useState<[string, string][]>([]);
  const [sort, setSort] = useState<Sort>({ by: "streams", order: "desc" });
  const [text, setText] = useState("");
  const [limit, setLimit] = useState(STEP);
  const [table, setTable] = useState<Table | null>(null);
  const level = shown[Math.min(path.length, shown.length - 1)] as string;
  const deeper = path.length < shown.length - 1;
  useEffect(() => {
    const stop = new AbortController();
    const wanted = { sort: sort.by, order: sort.order, q: text, limit: String(limit) };
    drill(level, wanted, path, stop.signal).then(setTable, () => undefined);
    return () => stop.abort();
  }, [level, JSON.stringify(path), sort.by, sort.order, text, limit, query.value]);
  const go = (next: [string, string][]) => {
    setPath(next);
    setText("");
    setLimit(STEP);
  };
  const heading = (by: Sort["by"], words: string, digits: boolean) => (
    <th class={digits ? "digits" : ""} aria-sort={sort.by === by ? (sort.order === "asc" ? "ascending" : "descending") : "none"}>
      <button type="button" onClick={() => setSort({ by, order: sort.by === by && sort.order === "desc" ? "asc" : "desc" })}>
        {words}{sort.by === by ? (sort.order === "asc" ? " ▲" : " ▼") : ""}
      </button>
    </th>
  );
  return (
    <div class="rank">
      <div class="above">
        <nav aria-label={label} class="crumbs">
          <button type="button" disabled={!path.length} onClick={() => go([])}>{t("total")}</button>
          {path.map(([name, value], place) => (
            <button type="button" key={name} disabled={place === path.length - 1} onClick={() => go(path.slice(0, place + 1))}>
              › {named(name, value)}
            </button>
          ))}
        </nav>
        <input type="search" value={text} placeholder={t("search")} aria-label={`${t("search")}: ${label}`} onInput={(event) => { setText(event.currentTarget.value); setLimit(STEP); }} />
      </div>
      <div class="scroll" tabindex={0} role="region" aria-label={label}>
        <table>
          <thead><tr>{heading("value", title(level), false)}{heading("streams", t("streams"), true)}<th class="digits">{t("share")}</th>{heading("users", t("users"), true)}</tr></thead>
          <tbody>
            {table?.by === level && table.rows.map((row) => (
              <tr key={key(row.value)} class={isPicked(level, row.value) ? "picked" : ""}>
                <td>
                  {deeper && (
                    <button type="button" class="open" aria-label={t("drill_into", { value: call(level, row) })} title={t("drill_into", { value: call(level, row) })} onClick={() => go([...path, [level, key(row.value)]])}>+</button>
                  )}
                  <button type="button" class="value" aria-pressed={isPicked(level, row.value)} onClick={() => toggle(level, row.value)}>{call(level, row)}</button>
                </td>
                <td class="digits">{number(row, row.streams)}</td>
                <td class="digits">{row.suppressed ? "–" : percent(row.share ?? 0)}</td>
                <td class="digits">{number(row, row.users)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot><tr><td>{t("total")}</td><td class="digits">{table ? full(table.streams) : "–"}</td><td class="digits">{percent(1)}</td><td /></tr></tfoot>
        </table>
      </div>
      {table && (
        <p class="below">
          {t("showing", { n: full(Math.min(limit, table.rows.length)), total: full(table.total_rows) })}
          {table.rows.length < table.total_rows && <button type="button" onClick={() => setLimit(Math.min(1000, limit + STEP))}>{t("more_rows")}</button>}
        </p>
      )}
    </div>
  );
}

function hidden(dimension: string): boolean {
  return metadata.value?.dimensions.find((each) => each.name === dimension)?.hidden ?? false;
}

function title(level: string): string {
  const words: Record<string, string> = { release_year: "year_column", artist: "artist_column", track: "track_column" };
  return words[level] ? t(words[level] as string) : t("value_column");
}

function call(level: string, row: Row): string {
  return row.label ?? named(level, row.value);
}

function number(row: Row, value: number | null | undefined): string {
  return row.suppressed || value === null || value === undefined ? "–" : full(value);
}

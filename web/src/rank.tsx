// A table of one dimension's values that can be sorted, searched and drilled into, in place.

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { AUDIENCES, showAudience } from "./audienceask";
import { callTrack } from "./chips";
import { deeper, type Drilled, levelOf, type Sort, wishOf } from "./drilled";
import { Icon } from "./panel";
import { isPicked, key, lang, picked, toggle } from "./state";
import { useTable } from "./tables";
import { full, labelled, named, percent, t } from "./text";
import type { Row } from "./types";

/** A row's pixels where its name fits in a line, and how many rows below those seen are there at first. */
const TALL = 19;
const BELOW = 3;
const STEP = 100;
const MOST = 1_000;
/** Pixels above the last row at which more are asked for. */
const NEAR = 200;

interface Props {
  name: string;
  now: Drilled;
  label: string;
  change: (next: Drilled, typed?: boolean) => void;
}

/** ``change`` hears how the table is to be opened, sorted or searched next. */
export function Rank({ name, now, label, change }: Props) {
  const { path, sort, text } = now;
  const [limit, setLimit] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const fit = () => setLimit(Math.ceil((box.current?.clientHeight ?? 0) / TALL) + BELOW);
  useLayoutEffect(fit, []);
  const level = levelOf(now);
  const opens = path.length < now.levels.length - 1;
  const which = wishOf(now);
  const table = useTable(name, limit ? `${which}&limit=${limit}` : "");
  const go = (next: Drilled) => {
    change(next);
    fit();
  };
  const more = () => setLimit(Math.min(MOST, (table?.rows.length ?? 0) + STEP));
  const onScroll = ({ currentTarget: seen }: { currentTarget: HTMLElement }) => {
    const all = !table || table.rows.length < limit || table.rows.length === table.total_rows;
    if (!all && seen.scrollHeight - seen.scrollTop - seen.clientHeight < NEAR) more();
  };
  const rows = useMemo(
    () => table?.by === level && table.rows.map((row) => <Line key={key(row.value)} level={level} row={row} open={opens ? () => go(deeper(now, row.value)) : null} />),
    [table, which, opens, picked(level), lang.value],
  );
  const heading = (by: Sort["by"], words: string, digits: boolean) => (
    <th class={digits ? "digits" : ""} aria-sort={sort.by === by ? (sort.order === "asc" ? "ascending" : "descending") : "none"}>
      <button type="button" onClick={() => change({ ...now, sort: { by, order: sort.by === by && sort.order === "desc" ? "asc" : "desc" } })}>
        {words}{sort.by === by ? (sort.order === "asc" ? " ▲" : " ▼") : ""}
      </button>
    </th>
  );
  return (
    <div class="rank">
      <div class="above">
        <nav aria-label={label} class="crumbs">
          <button type="button" disabled={!path.length} onClick={() => go({ ...now, path: [], text: "" })}>{t("total")}</button>
          {path.map(([name, value], place) => (
            <button type="button" key={name} disabled={place === path.length - 1} onClick={() => go({ ...now, path: path.slice(0, place + 1), text: "" })}>
              › {named(name, value)}
            </button>
          ))}
        </nav>
        <input type="search" value={text} placeholder={t("search")} aria-label={`${t("search")}: ${label}`} onInput={(event) => { change({ ...now, text: event.currentTarget.value }, true); fit(); }} />
      </div>
      <div class="scroll" ref={box} tabindex={0} role="region" aria-label={label} onScroll={onScroll}>
        <table class="ranked">
          <thead><tr>{heading("value", labelled(level), false)}{heading("streams", t("streams"), true)}<th class="digits">{t("share")}</th>{heading("users", t("users"), true)}</tr></thead>
          <tbody>
            {rows}
          </tbody>
          <tfoot><tr><td>{t("total")}</td><td class="digits" title={table?.streams === null ? t("suppressed") : undefined}>{typeof table?.streams === "number" ? full(table.streams) : "–"}</td><td class="digits">{table?.streams ? percent(1) : "–"}</td><td /></tr></tfoot>
        </table>
      </div>
      {table && (
        <p class="below">
          {t("showing", { n: full(table.rows.length), total: full(table.total_rows) })}
          {table.rows.length < table.total_rows && <button type="button" onClick={more}>{t("more_rows")}</button>}
        </p>
      )}
    </div>
  );
}

function Line({ level, row, open }: { level: string; row: Row; open: (() => void) | null }) {
  const called = call(level, row);
  return (
    <tr class={isPicked(level, row.value) ? "picked" : ""}>
      <td><div class="cell">
        {open && <button type="button" class="open" aria-label={t("drill_into", { value: called })} title={t("drill_into", { value: called })} onClick={open}>+</button>}
        <button type="button" class="value" aria-pressed={isPicked(level, row.value)} onClick={() => { if (row.label) callTrack(key(row.value), row.label); toggle(level, row.value); }}>{called}</button>
        {AUDIENCES.includes(level) && row.value !== null && <button type="button" class="audience" aria-label={t("audience_of", { value: called })} title={t("audience_of", { value: called })} onClick={() => showAudience(level, row.value)}><Icon name="audience" /></button>}
      </div></td>
      <td class="digits">{number(row, row.streams)}</td>
      <td class="digits">{row.suppressed ? "–" : percent(row.share ?? 0)}</td>
      <td class="digits" title={row.users === null && !row.suppressed ? t("combined_hint") : undefined}>{number(row, row.users)}</td>
    </tr>
  );
}

function call(level: string, row: Row): string {
  return row.label ?? named(level, row.value);
}

function number(row: Row, value: number | null | undefined): string {
  return row.suppressed || value === null || value === undefined ? "–" : full(value);
}

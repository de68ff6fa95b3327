// The frame of every chart: what it found, what it measures, and its other forms.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { ask, cause, drillQuery } from "./api";
import { AsTable } from "./astable";
import { amount } from "./bars";
import { pairsText } from "./chips";
import { columnBehind } from "./missing";
import { saveAs, savePng } from "./png";
import { slug } from "./slug";
import { address, chosen, failure, lang, metadata, page, spec } from "./state";
import { day, t } from "./text";
import { exported } from "./transport";
import type { Chart } from "./types";

interface Props {
  name: string;
  dimension: string;
  title: string;
  subtitle: string;
  chart?: Chart;
  measure?: "streams" | "users";
  csv?: string;
  /** What a table is opened to, as pairs of dimension and value. */
  within?: [string, string][];
  children: ComponentChildren;
}

export function Panel({ name, dimension, title, subtitle, chart, measure = "streams", csv, within = [], children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const origin = spec.value?.dimensions[dimension]?.origin;
  const missing = chart?.missing;
  const empty = chart && !missing && !chart.combined && chart.rows.every((row) => !row.suppressed && amount(row, measure) === 0);
  const save = () => {
    const found = frame.current?.querySelector<SVGSVGElement | HTMLTableElement>(".plot svg, table");
    const simulated = comesFromSimulated(origin ?? null, true) ? ` (${t("simulated")})` : "";
    if (found) void savePng(found, `${title} – ${subtitle}${simulated}`, details(within, chart ? dimension : null), `vitrola-${name}${slug([...within, ...chosen.value])}`);
  };
  return (
    <section class={`panel panel-${name}`} ref={frame} aria-labelledby={`title-${name}`} data-chart={name}>
      <header>
        <div>
          <h2 id={`title-${name}`}>{title}</h2>
          <p>
            {subtitle}
            <Simulated part={origin ?? null} filtered />
          </p>
        </div>
        <div class="tools">
          {chart && (
            <button type="button" aria-pressed={asTable} title={t(asTable ? "as_chart" : "as_table")} aria-label={`${t("as_table")}: ${subtitle}`} onClick={() => setAsTable(!asTable)}>
              <Icon name="table" />
            </button>
          )}
          <Csv dimension={dimension} query={csv ?? ""} subtitle={subtitle} />
          {!exported && <Xlsx dimension={dimension} query={csv ?? ""} subtitle={subtitle} />}
          {!missing && !empty && !chart?.combined && (
            <button type="button" title={t("png")} aria-label={`${t("png")}: ${subtitle}`} onClick={save}>
              <Icon name="png" />
            </button>
          )}
        </div>
      </header>
      {missing ? <p class="missing">{t("missing", { column: columnBehind(missing) })}</p> : chart?.combined ? <p class="missing">{t("combined_hint")}</p> : empty ? <p class="missing">{t("no_plays")}</p> : asTable && chart ? <AsTable name={name} dimension={dimension} chart={chart} measure={measure} /> : children}
    </section>
  );
}

/** Dimensions whose charts go by the order of values, as their files do. */
const ORDERED = ["month", "weekday", "release_year", "age_band"];

interface File {
  dimension: string;
  query: string;
  subtitle: string;
}

/** A visual's rows as parameters of the API. */
function rowsOf({ dimension, query }: File): URLSearchParams {
  const order = ORDERED.includes(dimension) ? "&sort=value&order=asc" : "";
  return new URLSearchParams(drillQuery(query || `by=${dimension}&of=chart${order}`));
}

/** All rows as a file, in Portuguese as a spreadsheet in Brazil opens it; by itself, since its address changes with every filter. */
function Csv({ subtitle, ...file }: File) {
  const query = rowsOf({ subtitle, ...file });
  if (lang.value === "pt") query.set("lang", "pt");
  const path = `/api/export.csv?${query}`;
  const named = { title: t("csv"), "aria-label": `${t("csv")}: ${subtitle}` };
  if (exported) return <button type="button" {...named} onClick={() => void saveCsv(path)}><Icon name="csv" /></button>;
  return <a class="button" download href={path} {...named}><Icon name="csv" /></a>;
}

/** All rows as a workbook, compared as the page is; the server writes it. */
function Xlsx({ subtitle, ...file }: File) {
  const { compare, pinned } = address.value;
  const query = rowsOf({ subtitle, ...file });
  query.set("lang", lang.value);
  if (compare === "before") query.set("beside", "before");
  if (compare === "pinned") query.set("pinned", pinned);
  return <a class="button" download href={`/api/export.xlsx?${query}`} title={t("xlsx")} aria-label={`${t("xlsx")}: ${subtitle}`}><Icon name="xlsx" /></a>;
}

async function saveCsv(path: string): Promise<void> {
  try {
    const { name, text } = await ask<{ name: string; text: string }>(path);
    saveAs(new Blob([text], { type: "text/csv" }), name);
  } catch (error) {
    failure.value = cause(error);
  }
}

function isSimulated(part: string): boolean {
  return ["simulated", "mixed"].includes(page.value?.origins[part] ?? "");
}

/** Under which filters, of which source and until when: what a picture must say by itself. A chart's ``own`` filter isn't among them. */
function details(within: [string, string][], own: string | null): string {
  const last = metadata.value?.publication.last_day;
  const sources = page.value?.filters["source"] as string[] | undefined;
  const told = [pairsText([...within, ...chosen.value.filter(([name]) => name !== own)]) || t("no_filters"), (sources ?? metadata.value?.publication.sources ?? []).join(" + ")];
  return [...told, ...(last ? [t("data_through", { day: day(last) })] : [])].join(" · ");
}

/** Whether numbers come from simulated columns: by what they measure, or where ``filtered`` by what they are filtered by. */
function comesFromSimulated(part: string | null, filtered: boolean): boolean {
  const byFilters = filtered ? chosen.value.map(([name]) => (name === "period" ? "date" : spec.value?.dimensions[name]?.origin)) : [];
  return [part, ...byFilters].some((each) => each && isSimulated(each));
}

/** The mark beside numbers that come from simulated columns. */
export function Simulated({ part, short = false, filtered = false }: { part: string | null; short?: boolean; filtered?: boolean }) {
  if (!comesFromSimulated(part, filtered)) return null;
  return <abbr class="simulated" title={t("simulated_hint")}>{t(short ? "simulated_short" : "simulated")}</abbr>;
}

const SHAPES: Record<string, string> = {
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10",
  csv: "M8 2v8M5 7l3 3 3-3M3 13h10",
  xlsx: "M2 3h12v10H2zM2 6h12M6 6v7M8.5 8l3 3.5M11.5 8l-3 3.5",
  png: "M2 3h12v10H2zM2 11l4-4 3 3 2-2 3 3M10.5 6h.01",
  home: "M2 8l6-5 6 5M4 7v6h8V7",
  audience: "M5.5 7.5a2.2 2.2 0 100-4.4 2.2 2.2 0 000 4.4zM1.5 13c0-2.400 1.800-4 4-4s4 1.600 4 4M10.500 7.500a2 2 0 100-4M11 9.200c2 .2 3.500 1.700 3.500 3.800",
  metadata: "M3 2h8l2 2v10H3zM5.5 6h5M5.5 9h5M5.5 12h3",
  filter: "M2 3h12l-5 6v4l-2 1V9z",
  clear: "M4 4l8 8M12 4l-8 8",
  ask: "M2 3h12v8H8l-3 3v-3H2zM6.5 5.5a1.5 1.5 0 113 0c0 1-1.5 1-1.5 2M8 9h.01",
  share: "M6 10l4-4M7 4l2-2a3 3 0 014 4l-2 2M9 12l-2 2a3 3 0 01-4-4l2-2",
  theme: "M8 2a6 6 0 100 12A6 6 0 008 2zM8 2v12",
};

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={SHAPES[name] ?? ""} fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" stroke-linecap="round" />
    </svg>
  );
}


// The frame of every chart: what it found, what it measures, and its other forms.

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { drillQuery } from "./api";
import { amount } from "./bars";
import { savePng } from "./png";
import { page, spec } from "./state";
import { full, named, percent, t } from "./text";
import type { Chart } from "./types";

interface Props {
  name: string;
  dimension: string;
  title: string;
  subtitle: string;
  chart?: Chart;
  measure?: "streams" | "users";
  children: ComponentChildren;
}

export function Panel({ name, dimension, title, subtitle, chart, measure = "streams", children }: Props) {
  const [asTable, setAsTable] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const origin = spec.value?.dimensions[dimension]?.origin;
  const missing = chart?.missing;
  const svg = () => frame.current?.querySelector<SVGSVGElement>(".plot svg") ?? null;
  return (
    <section class={`panel panel-${name}`} ref={frame} aria-labelledby={`title-${name}`} data-chart={name}>
      <header>
        <div>
          <h2 id={`title-${name}`}>{title}</h2>
          <p>
            {subtitle}
            <Simulated part={origin ?? null} />
          </p>
        </div>
        <div class="tools">
          {chart && (
            <button type="button" aria-pressed={asTable} title={t(asTable ? "as_chart" : "as_table")} aria-label={`${t("as_table")}: ${subtitle}`} onClick={() => setAsTable(!asTable)}>
              <Icon name="table" />
            </button>
          )}
          <a class="button" download href={`/api/export.csv?${drillQuery(dimension, {}, [])}`} title={t("csv")} aria-label={`${t("csv")}: ${subtitle}`}>
            <Icon name="csv" />
          </a>
          {chart && !asTable && !missing && (
            <button type="button" title={t("png")} aria-label={`${t("png")}: ${subtitle}`} onClick={() => { const found = svg(); if (found) void savePng(found, `${title} – ${subtitle}`, `vitrola-${name}`); }}>
              <Icon name="png" />
            </button>
          )}
        </div>
      </header>
      {missing ? <p class="missing">{t("missing", { column: missing })}</p> : asTable && chart ? <AsTable dimension={dimension} chart={chart} measure={measure} /> : children}
    </section>
  );
}

function AsTable({ dimension, chart, measure }: { dimension: string; chart: Chart; measure: "streams" | "users" }) {
  const total = (measure === "users" ? chart.users : chart.streams) ?? 0;
  return (
    <div class="scroll" tabindex={0}>
      <table>
        <thead><tr><th>{t("value_column")}</th><th class="digits">{t(measure)}</th><th class="digits">{t("share")}</th></tr></thead>
        <tbody>
          {chart.rows.map((row) => (
            <tr key={String(row.value)}>
              <td>{named(dimension, row.value)}</td>
              <td class="digits">{row.suppressed ? "–" : full(amount(row, measure))}</td>
              <td class="digits">{total && !row.suppressed ? percent(amount(row, measure) / total) : "–"}</td>
            </tr>
          ))}
        </tbody>
        <tfoot><tr><td>{t("total")}</td><td class="digits">{full(total)}</td><td class="digits">{percent(1)}</td></tr></tfoot>
      </table>
    </div>
  );
}

/** The mark beside numbers that come from simulated columns. */
export function Simulated({ part, short = false }: { part: string | null; short?: boolean }) {
  const origin = part ? page.value?.origins[part] : null;
  if (origin !== "simulated" && origin !== "mixed") return null;
  return <abbr class="simulated" title={t("simulated_hint")}>{t(short ? "simulated_short" : "simulated")}</abbr>;
}

const SHAPES: Record<string, string> = {
  table: "M2 3h12v10H2zM2 6.5h12M2 10h12M6.5 3v10",
  csv: "M8 2v8M5 7l3 3 3-3M3 13h10",
  png: "M2 3h12v10H2zM2 11l4-4 3 3 2-2 3 3M10.5 6h.01",
  home: "M2 8l6-5 6 5M4 7v6h8V7",
  metadata: "M3 2h8l2 2v10H3zM5.5 6h5M5.5 9h5M5.5 12h3",
  filter: "M2 3h12l-5 6v4l-2 1V9z",
  clear: "M4 4l8 8M12 4l-8 8",
  theme: "M8 2a6 6 0 100 12A6 6 0 008 2zM8 2v12",
  pin: "M5 2h6l-1 4 2 3H4l2-3zM8 9v5",
};

export function Icon({ name }: { name: string }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={SHAPES[name] ?? ""} fill="none" stroke="currentColor" stroke-width="1.4" stroke-linejoin="round" stroke-linecap="round" />
    </svg>
  );
}


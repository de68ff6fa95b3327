// A chart's numbers as a table, whose rows filter as its marks do.

import { amount, comparison } from "./bars";
import { address, isPicked, key, other, toggle } from "./state";
import { full, labelled, named, percent, signed, t, whole } from "./text";
import type { Chart, Row } from "./types";

interface Props {
  name: string;
  dimension: string;
  chart: Chart;
  measure: "streams" | "users";
}

type Column = [heading: string, cell: (row: Row) => string];

export function AsTable({ name, dimension, chart, measure }: Props) {
  const total = (measure === "users" ? chart.users : chart.streams) ?? 0;
  const columns = columnsOf(name, measure, total, chart);
  return (
    <div class="scroll" tabindex={0} role="region" aria-label={labelled(dimension)}>
      <table class="flat">
        <thead><tr><th>{labelled(dimension)}</th>{columns.map(([heading]) => <th key={heading} class="digits">{heading}</th>)}</tr></thead>
        <tbody>
          {chart.rows.map((row) => (
            <tr key={key(row.value)} class={isPicked(dimension, row.value) ? "picked" : ""}>
              <td><button type="button" class="value" aria-pressed={isPicked(dimension, row.value)} onClick={() => toggle(dimension, row.value)}>{named(dimension, row.value)}</button></td>
              {columns.map(([heading, cell]) => <td key={heading} class="digits">{row.suppressed ? "–" : cell(row)}</td>)}
            </tr>
          ))}
        </tbody>
        <tfoot><tr><td>{t("total")}</td><td class="digits">{full(total)}</td><td class="digits">{total ? percent(1) : "–"}</td>{columns.slice(2).map(([heading]) => <td key={heading} />)}</tr></tfoot>
      </table>
    </div>
  );
}

function columnsOf(name: string, measure: "streams" | "users", total: number, chart: Chart): Column[] {
  const compared = comparison(name, measure);
  const columns: Column[] = [
    [t(measure), (row) => full(amount(row, measure))],
    [t("share"), (row) => (total ? percent(amount(row, measure) / total) : "–")],
  ];
  if (chart.rows.some((row) => typeof row.month_over_month === "number")) {
    columns.push([t("subtitle_month_over_month"), (row) => (typeof row.month_over_month === "number" ? signed(row.month_over_month) : "–")]);
  }
  if (chart.rows.some((row) => row.streams_per_business_day)) {
    columns.push([t("per_day"), (row) => (row.streams_per_business_day ? whole(row.streams_per_business_day) : "–")]);
  }
  if (other.value) columns.push([t(address.value.compare === "pinned" ? "pinned_column" : "before_column"), (row) => (compared(row.value) ? full(compared(row.value)) : "–")]);
  return columns;
}

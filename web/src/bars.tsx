// Ranked horizontal bars, from zero, with what is compared as a tick on each.

import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { useMarks } from "./marks";
import { useSize } from "./size";
import { anyPicked, isPicked, other } from "./state";
import { comparedText, compact, full, named, percent, t } from "./text";
import type { Chart, Row, Value } from "./types";

interface Props {
  name: string;
  dimension: string;
  chart: Chart;
  measure: "streams" | "users";
  label: string;
}

const SMALLEST = 12;
const LARGEST = 30;
/** A letter's width as a part of the font's size. */
const LETTER = 0.6;

export function Bars({ name, dimension, chart, measure, label }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const rows = chart.rows;
  const total = (measure === "users" ? chart.users : chart.streams) || 1;
  const compared = comparison(name, measure);
  const most = Math.max(1, ...rows.map((row) => amount(row, measure)), ...rows.map((row) => compared(row.value)));
  const spoken = rows.map((row) => ({
    dimension,
    value: row.value,
    says: [
      named(dimension, row.value),
      row.suppressed ? t("suppressed") : `${t(measure)}: ${full(amount(row, measure))} (${percent(amount(row, measure) / total)})`,
      ...(compared(row.value) ? [comparedText(compared(row.value))] : []),
    ],
  }));
  const { list, mark } = useMarks(spoken);
  const step = Math.min(LARGEST, Math.max(SMALLEST, (height || 200) / Math.max(rows.length, 1)));
  const font = step < 14 ? 10 : step < 17 ? 11 : 12;
  const called = rows.map((row) => named(dimension, row.value, width < 260));
  const names = Math.min(width * 0.52, 10 + Math.max(...called.map((each) => each.length), 3) * font * LETTER);
  const room = Math.max(10, width - names - 54);
  return (
    <div class="plot" ref={box}>
      <svg {...list} aria-label={label} width={width} height={Math.max(1, step * rows.length)}>
        {width > 0 &&
          rows.map((row, place) => {
            const size = (room * amount(row, measure)) / most;
            const top = place * step;
            return (
              <g key={String(row.value)} class={state(dimension, row.value)} {...mark(place)}>
                <rect class="hit" x={0} y={top} width={width} height={step} />
                <rect class="mark" x={names} y={top + 2} width={Math.max(size, 1)} height={step - 4} rx={2} />
                {compared(row.value) > 0 && (
                  <rect class="other" x={names + (room * compared(row.value)) / most - 1} y={top + 1} width={2} height={step - 2} />
                )}
              </g>
            );
          })}
        {width > 0 && (
          <g aria-hidden="true" class="words" font-size={font}>
            {rows.map((row, place) => {
              const middle = (place + 0.5) * step;
              const end = (room * Math.max(amount(row, measure), compared(row.value))) / most;
              return (
                <Fragment key={String(row.value)}>
                  <text class={isPicked(dimension, row.value) ? "name picked" : "name"} x={names - 6} y={middle} text-anchor="end">{clipped(called[place] ?? "", names - 4, font)}</text>
                  <text class="number" x={names + Math.max(end, 1) + 4} y={middle}>{row.suppressed ? "–" : compact(amount(row, measure))}</text>
                </Fragment>
              );
            })}
          </g>
        )}
      </svg>
    </div>
  );
}

export function amount(row: Row, measure: "streams" | "users"): number {
  return row[measure] ?? 0;
}

/** The compared selection's number for a value of a chart; 0 where there is none. */
export function comparison(name: string, measure: "streams" | "users"): (value: Value) => number {
  const rows = other.value?.charts[name]?.rows ?? [];
  const numbers = new Map(rows.map((row) => [row.value, amount(row, measure)]));
  return (value) => numbers.get(value) ?? 0;
}

export function state(dimension: string, value: Value): string {
  if (!anyPicked(dimension)) return "item";
  return isPicked(dimension, value) ? "item picked" : "item faded";
}

/** Text cut to a width, with an ellipsis; the whole of it is in the mark's tooltip. */
export function clipped(text: string, width: number, font: number): string {
  const fits = Math.floor(width / (font * 0.9 * LETTER));
  return text.length > fits ? `${text.slice(0, Math.max(1, fits - 1))}…` : text;
}

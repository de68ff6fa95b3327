// Streams by release year as a line; plays without a year stand apart, to the right.

import { scaleLinear } from "d3-scale";
import { area, line } from "d3-shape";
import { useRef } from "preact/hooks";
import { amount, comparison, state } from "./bars";
import { useMarks } from "./marks";
import { useSize } from "./size";
import { metadata } from "./state";
import { comparedText, compact, full, named, percent, t } from "./text";
import type { Chart, Row } from "./types";

const LEFT = 52;
const BOTTOM = 20;

export function Years({ chart, label }: { chart: Chart; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const known = chart.rows.filter((row) => row.value !== null);
  const unknown = chart.rows.filter((row) => row.value === null);
  const current = Number((metadata.value?.publication.last_day ?? "9999").slice(0, 4));
  const right = width - (unknown.length ? 40 : 10);
  const first = Number(known[0]?.value ?? 0);
  const last = Number(known[known.length - 1]?.value ?? 1);
  const across = scaleLinear().domain([first, Math.max(last, first + 1)]).range([LEFT + 4, right - 6]);
  const compared = comparison("release_year", "streams");
  const most = Math.max(4, ...chart.rows.map((row) => Math.max(amount(row, "streams"), compared(row.value))));
  const up = scaleLinear().domain([0, most]).nice(4);
  up.range([Math.max(30, height - BOTTOM), 8]);
  const zero = up(0);
  const spoken = [...known, ...unknown].map((row) => ({ dimension: "release_year", value: row.value, says: sayings(row, chart, current, compared(row.value)) }));
  const { list, mark } = useMarks(spoken);
  const x = (row: Row) => across(Number(row.value));
  const y = (row: Row) => up(amount(row, "streams"));
  const reach = Math.max(3, (right - LEFT) / Math.max(1, last - first));
  return (
    <div class="plot" ref={box}>
      <svg {...list} aria-label={label} width={width} height={Math.max(1, height)}>
        {width > 0 && (
          <g aria-hidden="true" class="axis">
            {up.ticks(4).map((tick) => (
              <g key={tick}>
                <line x1={LEFT} x2={width} y1={up(tick)} y2={up(tick)} />
                <text x={LEFT - 6} y={up(tick)} text-anchor="end" font-size={11}>{compact(tick)}</text>
              </g>
            ))}
            {known.length > 0 && across.ticks(Math.max(2, Math.floor(width / 70))).filter(Number.isInteger).map((tick) => (
              <text key={tick} x={across(tick)} y={zero + 13} text-anchor="middle" font-size={11}>{String(tick)}</text>
            ))}
            <path class="area" d={area<Row>().defined(isTold).x(x).y1(y).y0(zero)(known) ?? ""} />
            <path class="line" d={line<Row>().defined(isTold).x(x).y(y)(known) ?? ""} />
            {known.some((row) => compared(row.value)) && <path class="before" d={line<Row>().x(x).y((row) => up(compared(row.value)))(known) ?? ""} />}
          </g>
        )}
        {width > 0 &&
          known.map((row, place) => (
            <g key={String(row.value)} class={`${state("release_year", row.value)}${Number(row.value) >= current ? " partial" : ""}`} {...mark(place)}>
              <rect class="hit" x={x(row) - reach / 2} y={0} width={reach} height={zero} />
              {isTold(row) && <circle class="dot" cx={x(row)} cy={y(row)} r={3} />}
            </g>
          ))}
        {width > 0 &&
          unknown.map((row, place) => (
            <g key="unknown" class={state("release_year", null)} {...mark(known.length + place)}>
              <rect class="hit" x={width - 34} y={0} width={34} height={height} />
              {isTold(row) && <rect class="mark" x={width - 26} y={y(row)} width={18} height={Math.max(1, zero - y(row))} rx={2} />}
            </g>
          ))}
        {width > 0 && unknown.length > 0 && <text aria-hidden="true" class="words name" x={width - 17} y={zero + 13} text-anchor="middle" font-size={11}>n/i</text>}
      </svg>
    </div>
  );
}

const isTold = (row: Row) => !row.suppressed;

function sayings(row: Row, chart: Chart, current: number, before: number): string[] {
  const told = isTold(row) ? `${full(amount(row, "streams"))} (${percent(amount(row, "streams") / (chart.streams || 1))})` : t("suppressed");
  const partial = row.value !== null && Number(row.value) >= current ? ` (${t("partial")})` : "";
  return [`${named("release_year", row.value)}${partial}`, `${t("streams")}: ${told}`, ...(before ? [comparedText(before)] : [])];
}

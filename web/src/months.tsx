// Streams by month, and below them on an axis of its own the difference from the month before.

import { scaleBand, scaleLinear } from "d3-scale";
import { Fragment } from "preact";
import { useRef } from "preact/hooks";
import { amount, comparison, state } from "./bars";
import { useMarks } from "./marks";
import { useSize } from "./size";
import { isPicked } from "./state";
import { bare, compact, comparedText, full, named, signed, signedWhole, t, whole } from "./text";
import type { Chart, Row } from "./types";

const LEFT = 52;
const GAP = 34;
/** Width of a character of a change's text and of a bar's number, in pixels. */
const CHARACTER = 5.7;
const LARGER = 7.6;

/** The first way of writing all numbers in which no two of them meet; none where there is no room. */
function fitting(numbers: number[], ways: ((value: number) => string)[], room: number): ((value: number) => string) | undefined {
  return ways.find((write) => numbers.every((value) => write(value).length < room));
}

export function Months({ chart, label }: { chart: Chart; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(box);
  const rows = chart.rows;
  const compared = comparison("month", "streams");
  const spoken = rows.map((row) => ({ dimension: "month", value: row.value, says: sayings(row) }));
  const { list, mark } = useMarks(spoken);
  const below = Math.max(40, height * 0.24);
  const tall = Math.max(40, height - below - GAP);
  const across = scaleBand<number>().domain(rows.map((_, place) => place)).range([LEFT, width]).padding(0.22);
  const most = Math.max(4, ...rows.map((row) => Math.max(amount(row, "streams"), compared(row.value))));
  const up = scaleLinear().domain([0, most]).nice(4).range([tall, 12]);
  const widest = Math.max(0.01, ...rows.map((row) => Math.abs(row.month_over_month ?? 0)));
  const beside = scaleLinear().domain([-widest, widest]).range([height - 8, tall + GAP + 4]);
  const wide = across.bandwidth();
  const changes = rows.map((row) => row.month_over_month ?? null).filter((change) => change !== null);
  const told = fitting(changes, [signed, signedWhole], across.step() / CHARACTER);
  const counted = fitting(rows.map((row) => amount(row, "streams")), [compact, bare], across.step() / LARGER);
  const every = Math.ceil(34 / Math.max(across.step(), 1));
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
            <line x1={LEFT} x2={width} y1={beside(0)} y2={beside(0)} />
            <text x={LEFT - 6} y={beside(0)} text-anchor="end" font-size={11}>0%</text>
          </g>
        )}
        {width > 0 &&
          rows.map((row, place) => {
            const x = across(place) ?? 0;
            const top = up(amount(row, "streams"));
            const change = row.month_over_month ?? null;
            return (
              <g key={String(row.value)} class={`${state("month", row.value)}${row.complete === false ? " partial" : ""}`} {...mark(place)}>
                <rect class="hit" x={x} y={0} width={wide} height={height} />
                <rect class="mark" x={x} y={top} width={wide} height={Math.max(0, tall - top)} rx={2} />
                {compared(row.value) > 0 && <rect class="other" x={x - 1} y={up(compared(row.value)) - 1} width={wide + 2} height={2} />}
                {change !== null && (
                  <rect class={change < 0 ? "fall" : "rise"} x={x + wide * 0.2} width={wide * 0.6} rx={1}
                    y={Math.min(beside(change), beside(0))} height={Math.max(1, Math.abs(beside(change) - beside(0)))} />
                )}
              </g>
            );
          })}
        {width > 0 && (
          <g aria-hidden="true" class="words" text-anchor="middle">
            {rows.map((row, place) => {
              const middle = (across(place) ?? 0) + wide / 2;
              const change = row.month_over_month ?? null;
              const year = place === 0 || String(row.value).endsWith("-01") ? String(row.value ?? "").slice(0, 4) : "";
              return (
                <Fragment key={String(row.value)}>
                  <text class="number" x={middle} y={up(amount(row, "streams")) - 6} font-size={11}>{row.suppressed ? "–" : counted?.(amount(row, "streams"))}</text>
                  {place % every === 0 && <text class={isPicked("month", row.value) ? "name picked" : "name"} x={middle} y={tall + 12} font-size={11}>{named("month", row.value, true)}{row.complete === false ? "*" : ""}</text>}
                  {place % every === 0 && year && <text class="number" x={middle} y={tall + 24} font-size={10}>{year}</text>}
                  {change !== null && told && <text class="number" x={middle} y={beside(0) + (change < 0 ? -7 : 8)} font-size={10}>{told(change)}</text>}
                </Fragment>
              );
            })}
          </g>
        )}
      </svg>
    </div>
  );

  function sayings(row: Row): string[] {
    const perDay = row.streams_per_business_day;
    return [
      `${named("month", row.value)}${row.complete === false ? ` (${t("partial")})` : ""}`,
      `${t("streams")}: ${row.suppressed ? t("suppressed") : full(amount(row, "streams"))}`,
      ...(perDay ? [`${whole(perDay)} ${t("per_day")}`] : []),
      ...(typeof row.month_over_month === "number" ? [`${signed(row.month_over_month)} ${t("subtitle_month_over_month").toLowerCase()}`] : []),
      ...(compared(row.value) ? [comparedText(compared(row.value))] : []),
    ];
  }
}

// The series of months, each compared fairly with the month before: see metrics/months.py.

import type { Row, Value } from "../types";
import { dayOf, monthLength } from "./periods";
import type { Sums } from "./scan";
import type { Selection } from "./selection";

export function monthRows(selection: Selection, sums: Sums): Row[] {
  const { days, business } = selection.cube.members;
  const { codes, values } = selection.axis("month");
  const reached = selection.failed("day", "month").map((fails) => (fails === 0 ? 1 : 0));
  const outside = selection.outsideDates;
  const streams = sums.byDay.map((count, day) => (reached[day] ? count : 0));
  const sum = (some: number[]) => some.reduce((all, day) => all + (streams[day] as number), 0);
  const rows: Row[] = [];
  let former: number[] | null = null;
  for (let code = 1; code < values.length; code++) {
    const inside = days.flatMap((_, day) => (codes[day] === code && !outside[day] ? [day] : []));
    if (!inside.length) {
      former = null;
      continue;
    }
    const open = inside.filter((day) => business[day]);
    const count = open.filter((day) => reached[day]).length;
    rows.push({
      value: values[code] as Value,
      streams: sum(inside),
      month_over_month: difference(days, sum, inside, former),
      days: inside.length,
      complete: inside.length === monthLength(days[inside[0] as number] as string),
      business_days: count,
      streams_per_business_day: count ? sum(open) / count : null,
    });
    former = inside;
  }
  const unknown = streams.at(-1) as number;
  return unknown ? [...rows, { value: null, streams: unknown, month_over_month: null, complete: true }] : rows;
}

/** A month against the one before; a month that hasn't ended against as many days of it. */
function difference(days: string[], sum: (some: number[]) => number, month: number[], former: number[] | null): number | null {
  const day = (place: number | undefined) => days[place as number] as string;
  if (!former || dayOf(day(former[0])) > 1 || dayOf(day(month[0])) > 1) return null;
  const last = day(month.at(-1));
  const base = sum(dayOf(last) === monthLength(last) ? former : former.slice(0, month.length));
  return base ? sum(month) / base - 1 : null;
}

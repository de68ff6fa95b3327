// Withhold numbers about too few people, as dashboard/suppression.py does. Where distinct users aren't known, a number is
// told if it is surely about enough of them: about no fewer than played the most heard of its tracks.

import type { Chart, Dashboard, Row, Table, Value } from "../types";
import type { Answer } from "./answer";
import type { Axis } from "./cube";
import { BEFORE, PASSES } from "./selection";

const WITHHELD = { suppressed: true } as const;

/** The page without cards and marks about fewer than ``smallest`` users. */
export function suppressedPage(found: Answer, page: Dashboard, smallest: number): Dashboard {
  const [hides, hidesBefore] = [isFew(found, smallest), isFew(found, smallest, BEFORE)];
  for (const [name, card] of Object.entries(page.cards)) {
    if (hides) page.cards[name] = { value: null, before: null, ...WITHHELD };
    else if (hidesBefore) card.before = null;
  }
  for (const [name, chart] of Object.entries(page.charts)) {
    const hidden = name === "users_by_main_genre" ? hiddenOf(chart.rows.map((row) => row.value), chart.rows.map((row) => row.users ?? 0), smallest) : hiddenValues(found, name, smallest, false);
    const after = (place: number) => place > 0 && hidden.has((chart.rows[place - 1] as Row).value);
    const open = (row: Row, place: number) => ("month_over_month" in row && after(place) ? { ...row, month_over_month: null } : row);
    chart.rows = chart.rows.map((row, place) => (hidden.has(row.value) ? { ...without(row), value: row.value, ...WITHHELD } : open(row, place)));
    withholdTotal(chart);
  }
  return page;
}

/** The table without the numbers of rows about fewer than ``smallest`` users, nor a total of so few. */
export function suppressedTable(found: Answer, table: Table, smallest: number, own = true): Table {
  const hidden = hiddenValues(found, table.by, smallest, own);
  const rows = table.rows.map((row) => (hidden.has(row.value) ? { ...row, streams: null, share: null, users: null, ...WITHHELD } : row));
  const page = { ...table, rows };
  if (own && isFew(found, smallest)) page.streams = null;
  else if (!own) withholdTotal(page);
  return page;
}

/** Which cells of groups with a known sum are withheld, by their users: see metrics/cells.py. */
export function withheld(users: number[], smallest: number): boolean[] {
  const hidden = users.map((count) => count > 0 && count < smallest);
  let count = hidden.filter(Boolean).length;
  let missing = smallest - users.reduce((sum, of, place) => (hidden[place] ? sum + of : sum), 0);
  if (!count) return hidden;
  for (const place of [...users.keys()].sort((one, other) => (users[one] as number) - (users[other] as number))) {
    if (missing <= 0 && count > 1) break;
    if (hidden[place] || !users[place]) continue;
    hidden[place] = true;
    missing -= users[place];
    count++;
  }
  return hidden;
}

function hiddenOf(values: Value[], users: number[], smallest: number): Set<Value> {
  const hidden = withheld(users, smallest);
  return new Set(values.filter((_, place) => hidden[place]));
}

/** The values of a dimension whose numbers are withheld, whether or not they are among the rows shown. */
function hiddenValues(found: Answer, by: string, smallest: number, own: boolean): Set<Value> {
  const axis = found.selection.axis(by);
  const streams = found.streamsOf(by, own);
  const codes = [...axis.values.keys()].filter((code) => streams[code]);
  return hiddenOf(codes.map((code) => axis.values[code] as Value), atLeast(found, by, axis, streams, codes, own), smallest);
}

/** Tells no total where no row of any people is told: it may be about as few people as they are. */
function withholdTotal(found: Pick<Chart, "rows" | "streams" | "users">): void {
  if (found.rows.some((row) => row.streams || row.users) || !found.rows.some((row) => row.suppressed)) return;
  if ("streams" in found) found.streams = null;
  if ("users" in found) found.users = null;
}

/** Whether a state, or its period before, is about some people, but about too few. */
export function isFew(found: Answer, smallest: number, bit = PASSES): boolean {
  const fails = found.selection.failed("track");
  const streams = bit === BEFORE ? found.sums.streamsBefore : found.sums.streams;
  return streams.some((count, track) => count > 0 && !fails[track]) && ofAll(found, bit) < smallest;
}

/** Users of each code of an axis under all filters, or as many as there surely are. */
export function atLeast(found: Answer, by: string, axis: Axis, streams: ArrayLike<number>, codes: number[], own: boolean): number[] {
  const known = axis === found.selection.axis(by) ? found.finder.ofValues(by, codes, streams, own) : codes.map(() => null);
  const least = known.includes(null) ? ofMostHeard(found, axis, own ? undefined : by) : null;
  return known.map((users, place) => users ?? (least?.[codes[place] as number] as number));
}

/** Users of the selected days or of those of the period before, or as many as there surely are. */
function ofAll({ finder, selection, sums }: Answer, bit: number): number {
  const known = finder.counted(finder.crowd(bit));
  if (known !== null) return known;
  const fails = selection.failed("track");
  return (bit === BEFORE ? sums.pairsBefore : sums.pairs).reduce((most, users, track) => (fails[track] ? most : Math.max(most, users)), 0);
}

/** By code the users of its track with most of them, under all filters but that of one dimension. */
function ofMostHeard({ selection }: Answer, axis: Axis, but?: string): Float64Array {
  const { cells, sizes } = selection.cube;
  const [tracks, days, kinds] = [selection.failed("track", but), selection.failed("day", but), selection.failed("user", but)];
  const most = new Float64Array(axis.values.length);
  const here = new Float64Array(axis.values.length);
  for (let track = 0; track < sizes.track; track++) {
    if (tracks[track] || (axis.side === "track" && axis.applies && !axis.applies[track])) continue;
    const [start, end] = [cells.start[track] as number, cells.start[track + 1] as number];
    const code = (row: number) => axis.codes[{ track, day: cells.day[row] as number, user: cells.kind[row] as number }[axis.side]] as number;
    for (let row = start; row < end; row++) {
      if (!days[cells.day[row] as number] && !kinds[cells.kind[row] as number]) (here[code(row)] as number) += cells.pairs[row] as number;
    }
    for (let row = start; row < end; row++) {
      most[code(row)] = Math.max(most[code(row)] as number, here[code(row)] as number);
    }
    for (let row = start; row < end; row++) here[code(row)] = 0;
  }
  return most;
}

const without = (row: Row): Omit<Row, "value"> => Object.fromEntries(Object.keys(row).map((key) => [key, null]));

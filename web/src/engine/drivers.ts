// What a change of streams is made of, value by value: see metrics/drivers.py.

import type { Driver, Drivers } from "../types";
import type { Answer } from "./answer";
import { Refusal } from "./asked";
import { called } from "./ranking";
import { folded, total } from "./scan";
import { atLeast, isFew, withheld } from "./suppression";

const COMPARED = ["month", "date"];

/** The contributions of a dimension's values, those that contribute most first; null numbers where nothing is compared. */
export function drivers(now: Answer, before: Answer | null, by: string, measure: string, limit: number): Drivers {
  const { publication, formats } = now.cube.members;
  if (measure !== "streams" || !(by in formats) || COMPARED.includes(by)) {
    throw new Refusal({
      en: "These files explain changes of streams only, by one dimension; the served dashboard explains others.",
      pt: "Estes arquivos só explicam mudanças de streamings, por uma dimensão; o dashboard servido explica outras.",
    });
  }
  const nothing = { publication, before: null, now: null, change: null, rows: [], others: null };
  if (!before) return nothing;
  const { smallest } = now.cube.members;
  if (smallest && [now, before].some((each) => isFew(each, smallest))) return { ...nothing, suppressed: true };
  const [is, was] = [streams(now, by, now), streams(before, by, now)];
  const whole = total(is) - total(was);
  const row = (codes: number[]): Omit<Driver, "values"> => {
    const [latter, former] = [is, was].map((each) => codes.reduce((sum, code) => sum + (each[code] as number), 0)) as [number, number];
    const contribution = latter - former;
    return { before: former, now: latter, contribution, share: whole ? contribution / whole : null };
  };
  const size = (code: number) => Math.abs((is[code] as number) - (was[code] as number));
  const codes = [...is.keys()].filter((code) => is[code] || was[code]).sort((one, other) => size(other) - size(one));
  const of = now.selection.axis(by);
  const few = (found: Answer, sums: Float64Array) => {
    const played = codes.filter((code) => sums[code]);
    const hides = smallest ? withheld(atLeast(found, by, of, sums, played, true), smallest) : [];
    return played.filter((_, place) => hides[place]);
  };
  const hidden = new Set([...few(now, is), ...few(before, was)]);
  const open = codes.filter((code) => !hidden.has(code));
  const most = singly(open.length, hidden.size, limit);
  const [told, rest] = [open.slice(0, most), [...open.slice(most), ...hidden]];
  const name = (code: number) => {
    const { value, ...label } = called(now.cube, by, of, code);
    return { values: [value], ...label };
  };
  return {
    publication,
    before: total(was),
    now: total(is),
    change: whole,
    ...byDay(now, before, [total(was), total(is)]),
    rows: told.map((code) => ({ ...name(code), ...row([code]) })),
    others: rest.length ? { ...row(rest), values: rest.length } : null,
  };
}

/** How many values are told by themselves: one that is withheld is never alone among the others, which would tell it. */
function singly(open: number, hidden: number, limit: number): number {
  const most = Math.min(limit, open);
  return hidden === 1 && most === open ? Math.max(most - 1, 0) : most;
}

/** Days of either side, and streams of one where these differ. */
function byDay(now: Answer, before: Answer, [was, is]: [number, number]): Pick<Drivers, "days" | "per_day"> {
  const [earlier, later] = [before, now].map((each) => each.selection.failed("day").slice(0, -1).filter((fails) => !fails).length) as [number, number];
  const days = { before: earlier, now: later };
  if (earlier === later || !earlier || !later) return { days, per_day: null };
  return { days, per_day: { before: was / earlier, now: is / later, change: is / later - was / earlier } };
}

/** Streams by code under all filters, by the values that ``named`` knows; those of no value are of the first code. */
function streams(found: Answer, by: string, named: Answer): Float64Array {
  const { codes, values, side, applies } = named.selection.axis(by);
  const fails = found.selection.failed(side);
  const sums = { track: found.sums.streams, day: found.sums.byDay, user: found.sums.byClass }[side];
  const counted = Array.from({ length: codes.length }, (_, member) => (applies && !applies[member] ? 0 : (codes[member] as number)));
  return folded(counted, values.length, (member) => (fails[member] ? 0 : (sums[member] as number)));
}

// One dimension's values as a table, and names looked up: see metrics/ranking.py.

import type { Found, Row, Table, Value } from "../types";
import type { Answer } from "./answer";
import type { Axis, Cube } from "./cube";
import { axis } from "./cube";
import { total } from "./scan";

const FOUND = 20;

export interface Wanted {
  by: string;
  sort: "streams" | "users" | "value";
  descending: boolean;
  offset: number;
  limit: number | null;
  text: string;
}

/** Rows under all filters, its own only if ``own``; users are null where they are not known. */
export function table(found: Answer, wanted: Wanted, own = true): Table {
  const of = found.selection.axis(wanted.by);
  const streams = found.streamsOf(wanted.by, own);
  const sum = total(streams);
  let codes = [...streams.keys()].filter((code) => streams[code]);
  if (wanted.text) {
    const named = new Set(matching(found.cube, wanted.by, of, wanted.text));
    codes = codes.filter((code) => named.has(code));
  }
  const count = (some: number[]) => new Map(found.finder.ofValues(wanted.by, some, streams, own).map((users, place) => [some[place] as number, users]));
  const all = wanted.sort === "users" ? count(codes) : null;
  const rows = sorted(codes, wanted, (code) => (all ? (all.get(code) ?? null) : (streams[code] as number)));
  const shown = rows.slice(wanted.offset, wanted.limit === null ? undefined : wanted.offset + wanted.limit);
  const users = all ?? count(shown);
  return {
    publication: found.cube.members.publication,
    by: wanted.by,
    rows: shown.map((code) => ({ ...called(found.cube, wanted.by, of, code), streams: streams[code] as number, share: (streams[code] as number) / sum, users: users.get(code) ?? null })),
    total_rows: rows.length,
    streams: sum,
  };
}

/** Artists and tracks whose name has the text in it: those that begin with it first, then by streams. */
export function search(unfiltered: Answer, text: string): Found[] {
  const { cube } = unfiltered;
  const found = ["artist", "track"].flatMap((by) => {
    const of = axis(cube.members, by);
    const streams = unfiltered.streamsOf(by);
    return matching(cube, by, of, text).filter((code) => streams[code]).map((code) => {
      const row = called(cube, by, of, code);
      const begins = ` ${plain(row.label ?? String(row.value))}`.includes(` ${plain(text)}`);
      return { begins, row: { by, ...row, value: String(row.value), streams: streams[code] as number } };
    });
  });
  return found.sort((one, other) => Number(other.begins) - Number(one.begins) || other.row.streams - one.row.streams).slice(0, FOUND).map(({ row }) => row);
}

/** A value and, where it is an identifier, what a person calls it. */
export function called(cube: Cube, by: string, of: Axis, code: number): Row {
  const value = of.values[code] as Value;
  if (!cube.members.shown.includes(by) || !code) return { value };
  const track = members(of)[code] as number;
  const artist = axis(cube.members, "artist");
  return { value, label: cube.members.names[track] ?? String(value), artist: artist.values[artist.codes[track] as number] as string };
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{Mn}/gu, "").toUpperCase().toLowerCase();
}

const known = new WeakMap<Axis, { member: number[]; names: string[] | null }>();

/** For each code of a dimension of tracks, one track that has it. */
function members(of: Axis): number[] {
  return remembered(of).member;
}

function remembered(of: Axis): { member: number[]; names: string[] | null } {
  let found = known.get(of);
  if (!found) {
    found = { member: of.values.map(() => 0), names: null };
    for (let track = 0; track < of.codes.length; track++) found.member[of.codes[track] as number] = track;
    known.set(of, found);
  }
  return found;
}

function matching(cube: Cube, by: string, of: Axis, text: string): number[] {
  const kept = remembered(of);
  const byName = cube.members.shown.includes(by);
  kept.names ??= of.values.map((value, code) => plain(byName ? (cube.members.names[kept.member[code] as number] ?? "") : String(value ?? "")));
  const wanted = plain(text);
  return kept.names.flatMap((name, code) => (code && name.includes(wanted) ? [code] : []));
}

function sorted(codes: number[], { sort, descending }: Wanted, number: (code: number) => number | null): number[] {
  if (sort === "value") {
    const named = codes.filter((code) => code);
    return [...(descending ? named.reverse() : named), ...codes.filter((code) => !code)];
  }
  const unknown = codes.filter((code) => number(code) === null);
  const rest = codes.filter((code) => number(code) !== null);
  const way = descending ? -1 : 1;
  return [...rest.sort((one, other) => way * ((number(one) as number) - (number(other) as number))), ...unknown];
}

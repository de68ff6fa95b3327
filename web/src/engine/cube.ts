// The exported data in memory: members with their values, and plays added up by track, day and class of users.

import type { Value } from "../types";
import { Bits } from "./bits";

export type Side = "track" | "day" | "user";
export const SIDES: Side[] = ["track", "day", "user"];

/** Numbers the value of each member of a side, 0 where it has none; as the server's Axis. */
export interface Axis {
  side: Side;
  values: Value[];
  codes: ArrayLike<number>;
  /** Which members the dimension is about at all; null for all. */
  applies: ArrayLike<number> | null;
}

/** What metrics/portable/members.py writes. */
export interface Members {
  publication: string;
  /** Users that a number must be about; 0 for any. */
  smallest: number;
  days: string[];
  business: number[];
  axes: Record<string, Axis>;
  resolved: Record<string, Axis>;
  formats: Record<string, string>;
  names: (string | null)[];
  is_track: number[];
  /** Tracks with several rows of one user, whose pairs are its users over all days only. */
  repeats: number[];
  /** Sums of the known ages of each track's users. */
  track_ages: number[];
  /** Dimensions whose values are identifiers, called by the names of tracks. */
  shown: string[];
  columns: Record<string, string>;
  sources: string[];
  origins: { source: string; part: string; origin: string }[];
  cells: { count: number; most_plays: number; least_pairs: number; most_pairs: number };
}

/** Distinct users of one value: by value of each dimension of users, one after the other, and their ages. */
export interface Margins {
  users: number[][];
  ages: number[];
}

/** Distinct users among the plays of some sources. */
export interface Scope {
  sources: string[];
  by_class: number[];
  ages_by_class: number[];
  dimensions: Record<string, Margins>;
}

export interface People {
  slots: string[];
  scopes: Scope[];
}

/** One row for each track, day and class with plays, by track; ``pairs`` are users seen there first. */
export interface Cells {
  start: Uint32Array;
  day: Uint16Array;
  kind: Uint16Array;
  plays: Uint8Array | Uint16Array | Uint32Array;
  pairs: Uint8Array | Uint16Array | Uint32Array;
}

export interface Cube {
  members: Members;
  people: People;
  cells: Cells;
  sizes: Record<Side, number>;
}

export function makeCube(members: Members, people: People, packed: Uint8Array): Cube {
  const sizes = { track: members.names.length, day: members.days.length + 1, user: axis(members, "sex").codes.length };
  return { members, people, cells: unpack(members, packed, sizes.day), sizes };
}

/** A dimension's axis, completed from tags where asked for and there is such a thing. */
export function axis(members: Members, name: string, resolved = false): Axis {
  return ((resolved && members.resolved[name]) || members.axes[name]) as Axis;
}

function unpack(members: Members, packed: Uint8Array, days: number): Cells {
  const { count, most_plays, least_pairs, most_pairs } = members.cells;
  const tracks = members.names.length;
  const bits = new Bits(packed);
  const cells: Cells = {
    start: new Uint32Array(tracks + 1),
    day: new Uint16Array(count),
    kind: new Uint16Array(count),
    plays: smallest(most_plays, count),
    pairs: smallest(most_pairs, count),
  };
  let row = 0;
  for (let track = 0; track < tracks; track++) {
    const size = bits.gamma() - 1;
    const low = size ? bits.some(5) : 0;
    for (let left = size, cell = -1; left; left--, row++) {
      cell += bits.rice(low) + 1;
      cells.kind[row] = cell / days;
      cells.day[row] = cell % days;
      const pairs = bits.gamma() - 1 + least_pairs;
      cells.pairs[row] = pairs;
      cells.plays[row] = pairs + bits.gamma() - 1;
    }
    cells.start[track + 1] = row;
  }
  return cells;
}

function smallest(most: number, count: number): Uint8Array | Uint16Array | Uint32Array {
  return most < 2 ** 8 ? new Uint8Array(count) : most < 2 ** 16 ? new Uint16Array(count) : new Uint32Array(count);
}

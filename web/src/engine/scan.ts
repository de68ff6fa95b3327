// The sums that answer every chart: each side's plays under the filters of the two others.

import type { Selection } from "./selection";

export interface Sums {
  /** By track: plays and pairs of user and track, now and in the period before. */
  streams: Float64Array;
  pairs: Float64Array;
  streamsBefore: Float64Array;
  pairsBefore: Float64Array;
  byDay: Float64Array;
  byClass: Float64Array;
}

/** Sum the cells; of members that fail more than one filter of their own side nothing is asked. */
export function scan(selection: Selection): Sums {
  const { cells, sizes } = selection.cube;
  const { start, day, kind, plays, pairs } = cells;
  const tracks = selection.failed("track");
  const users = selection.failed("user");
  const bits = selection.dayBits;
  const track = () => new Float64Array(sizes.track);
  const sums: Sums = { streams: track(), pairs: track(), streamsBefore: track(), pairsBefore: track(), byDay: new Float64Array(sizes.day), byClass: new Float64Array(sizes.user) };
  const { byDay, byClass } = sums;
  for (let place = 0; place < sizes.track; place++) {
    const fails = tracks[place] as number;
    if (fails > 1) continue;
    let [now, nowPairs, before, beforePairs] = [0, 0, 0, 0];
    for (let row = start[place] as number, end = start[place + 1] as number; row < end; row++) {
      const when = day[row] as number;
      const bit = bits[when] as number;
      const count = plays[row] as number;
      const fits = users[kind[row] as number] === 0;
      if (fits) {
        if (bit === 1) {
          now += count;
          nowPairs += pairs[row] as number;
        } else if (bit === 2) {
          before += count;
          beforePairs += pairs[row] as number;
        }
        if (fails === 0) (byDay[when] as number) += count;
      }
      if (fails === 0 && bit === 1) (byClass[kind[row] as number] as number) += count;
    }
    sums.streams[place] = now;
    sums.pairs[place] = nowPairs;
    sums.streamsBefore[place] = before;
    sums.pairsBefore[place] = beforePairs;
  }
  return sums;
}

/** What members have, added up by their codes. */
export function folded(codes: ArrayLike<number>, size: number, of: (member: number) => number): Float64Array {
  const found = new Float64Array(size);
  for (let member = 0; member < codes.length; member++) (found[codes[member] as number] as number) += of(member);
  return found;
}

export function total(numbers: ArrayLike<number>): number {
  let found = 0;
  for (let place = 0; place < numbers.length; place++) found += numbers[place] as number;
  return found;
}

// Distinct users: exact for what was counted beforehand, null for what can't be told without each user's plays.

import { picked } from "./asked";
import type { Axis, Scope } from "./cube";
import { folded, type Sums, total } from "./scan";
import { PASSES, type Selection } from "./selection";

/** The users of some tracks and days. Either by class, or by value of one dimension of users at a time. */
export interface Crowd {
  byClass?: ArrayLike<number>;
  agesByClass?: ArrayLike<number>;
  margin?: ArrayLike<number>;
  ages?: number;
}

const OF_TRACKS = ["genre", "artist", "album", "release_year"];
const OF_DAYS = ["month", "weekday", "date"];

/** Who plays what a selection leaves on the sides of tracks and days, if that was counted. */
export class Finder {
  private readonly scope: Scope | undefined;
  private readonly inScope: Uint8Array;
  private readonly tracks: Uint8Array;

  constructor(private readonly selection: Selection, private readonly sums: Sums) {
    const { members, people, cells } = selection.cube;
    const wanted = picked(selection.state, "source");
    const names = wanted.length ? members.sources.filter((name) => wanted.includes(name)) : members.sources;
    this.scope = people.scopes.find(({ sources }) => String(sources) === String(names));
    const source = selection.axis("source");
    const plays = (track: number) => (cells.start[track + 1] as number) > (cells.start[track] as number);
    this.inScope = Uint8Array.from({ length: source.codes.length }, (_, track) => (plays(track) && names.includes(String(source.values[source.codes[track] as number])) ? 1 : 0));
    this.tracks = selection.failed("track").map((fails) => (fails === 0 ? 1 : 0));
  }

  /** Of the selected days, or of those of the period before. */
  crowd(bit = PASSES): Crowd | null {
    return this.of(this.tracks, this.selection.dayBits.map((bits) => (bits === bit ? 1 : 0)));
  }

  /** Users of some values of a dimension under all filters, its own only if ``own``; null where unknown. */
  ofValues(name: string, codes: number[], streams: ArrayLike<number>, own: boolean): (number | null)[] {
    const axis = this.selection.axis(name);
    if (axis.side === "user") return this.ofPeople(name, axis, codes, own);
    const passes = this.selection.failed(axis.side, own ? undefined : name).map((fails) => (fails === 0 ? 1 : 0));
    const days = axis.side === "day" ? passes : this.days();
    const tracks = axis.side === "track" ? passes : this.tracks;
    const wholeDays = axis.side === "day" || this.whole(days, null);
    const wholeTracks = axis.side === "track" || this.whole(tracks, this.inScope);
    const untouched = this.untouched(axis, passes);
    const single = axis.side === "track" ? this.singles(axis, passes) : [];
    return codes.map((code) => {
      if (!streams[code]) return 0;
      const track = single[code] as number;
      if (track >= 0 && this.pairsAreUsers(track)) return this.sums.pairs[track] as number;
      if (!untouched[code] || !wholeDays || !wholeTracks) return null;
      return this.counted(this.entry(name, code));
    });
  }

  /** The users of a crowd that pass the filters of users, that of one dimension left out. */
  counted(crowd: Crowd | null, but?: string): number | null {
    if (!crowd) return null;
    const filtered = this.selection.filtered("user", but);
    if (crowd.byClass) {
      const fails = this.selection.failed("user", but);
      return total(Array.from(crowd.byClass, (users, kind) => (fails[kind] ? 0 : users)));
    }
    if (filtered.length > 1) return null;
    const [name = "sex"] = filtered;
    const values = this.byValue(crowd, name) as Float64Array;
    const wanted = filtered.length ? picked(this.selection.state, name) : null;
    const { values: called } = this.selection.axis(name);
    return total(values.map((users, code) => (!wanted || wanted.includes(called[code] === null ? null : String(called[code])) ? users : 0)));
  }

  /** Users by value of a dimension of users, under its siblings' filters and its own if ``own``. */
  byValue(crowd: Crowd, name: string, own = true): Float64Array | null {
    const axis = this.selection.axis(name);
    if (crowd.byClass) {
      const fails = this.selection.failed("user", own ? undefined : name);
      return folded(axis.codes, axis.values.length, (kind) => (fails[kind] ? 0 : (crowd.byClass?.[kind] as number)));
    }
    if (this.selection.filtered("user", name).length) return null;
    const first = this.selection.cube.people.slots.indexOf(name);
    const wanted = own ? picked(this.selection.state, name) : [];
    return Float64Array.from(axis.values, (value, code) =>
      !wanted.length || wanted.includes(value === null ? null : String(value)) ? (crowd.margin?.[first + code] as number) : 0,
    );
  }

  /** The sum of the known ages of a crowd's users that pass the filters of users. */
  ages(crowd: Crowd): number | null {
    const fails = this.selection.failed("user");
    const { agesByClass } = crowd;
    if (agesByClass) return total(Array.from(agesByClass, (ages, kind) => (fails[kind] ? 0 : ages)));
    return this.selection.filtered("user").length ? null : (crowd.ages ?? null);
  }

  private ofPeople(name: string, axis: Axis, codes: number[], own: boolean): (number | null)[] {
    const crowd = this.crowd();
    const users = crowd && this.byValue(crowd, name, own);
    const streams = folded(axis.codes, axis.values.length, (kind) => this.sums.byClass[kind] as number);
    return codes.map((code) => (streams[code] ? (users?.[code] ?? null) : 0));
  }

  private of(tracks: Uint8Array, days: Uint8Array): Crowd | null {
    const { scope } = this;
    const played = this.playing(tracks);
    if (played.length === 1 && this.pairsAreUsers(played[0] as number, days)) return this.ofTrack(played[0] as number, days);
    if (!scope) return null;
    const [wholeTracks, wholeDays] = [this.whole(tracks, this.inScope), this.whole(days, null)];
    if (wholeTracks && wholeDays) return { byClass: scope.by_class, agesByClass: scope.ages_by_class };
    if (wholeDays) return this.matching(OF_TRACKS, tracks, this.inScope);
    if (wholeTracks) return this.matching(OF_DAYS, days, null);
    return null;
  }

  /** The single pick that leaves just these members, if there is one. */
  private matching(names: string[], members: Uint8Array, among: Uint8Array | null): Crowd | null {
    const first = members.findIndex((passes, member) => passes > 0 && among?.[member] !== 0);
    if (first < 0) return null;
    for (const name of names) {
      const { codes } = this.selection.axis(name);
      const code = codes[first];
      if (members.every((passes, member) => among?.[member] === 0 || (codes[member] === code) === (passes === 1))) {
        const entry = this.entry(name, code as number);
        if (entry) return entry;
      }
    }
    return null;
  }

  private entry(name: string, code: number): Crowd | null {
    const resolved = this.selection.state.resolved && this.selection.cube.members.resolved[name];
    const margins = this.scope?.dimensions[resolved ? `${name}_resolved` : name];
    return margins ? { margin: margins.users[code] as number[], ages: margins.ages[code] as number } : null;
  }

  private ofTrack(track: number, days: Uint8Array): Crowd {
    const { cells, sizes, members } = this.selection.cube;
    const byClass = new Float64Array(sizes.user);
    for (let row = cells.start[track] as number; row < (cells.start[track + 1] as number); row++) {
      if (days[cells.day[row] as number]) (byClass[cells.kind[row] as number] as number) += cells.pairs[row] as number;
    }
    return this.whole(days, null) ? { byClass, ages: members.track_ages[track] as number } : { byClass };
  }

  private playing(tracks: Uint8Array): number[] {
    const found: number[] = [];
    for (let track = 0; track < tracks.length && found.length < 2; track++) if (tracks[track] && this.inScope[track]) found.push(track);
    return found;
  }

  /** Whether the first rows of a track's users are all of them in these days. */
  private pairsAreUsers(track: number, days = this.days()): boolean {
    return this.whole(days, null) || !this.selection.cube.members.repeats.includes(track);
  }

  private days(): Uint8Array {
    return this.selection.dayBits.map((bits) => bits & PASSES);
  }

  private whole(members: Uint8Array, among: Uint8Array | null): boolean {
    return members.every((passes, member) => passes > 0 || among?.[member] === 0);
  }

  /** By code, whether all its members pass. */
  private untouched(axis: Axis, passes: Uint8Array): boolean[] {
    const found = axis.values.map(() => true);
    for (let member = 0; member < passes.length; member++) {
      if (!passes[member] && (axis.side === "day" || this.inScope[member])) found[axis.codes[member] as number] = false;
    }
    return found;
  }

  /** By code, its only track with plays that passes; -1 for none, -2 for several. */
  private singles(axis: Axis, passes: Uint8Array): number[] {
    const found = axis.values.map(() => -1);
    for (let track = 0; track < passes.length; track++) {
      if (!passes[track] || !this.sums.streams[track] || (axis.applies && !axis.applies[track])) continue;
      const code = axis.codes[track] as number;
      found[code] = found[code] === -1 ? track : -2;
    }
    return found;
  }
}


// Cards and charts under one state, in the shape that the server gives them: see metrics/answer.py.

import type { Card, Chart, Dashboard, Row, Value } from "../types";
import { asJson, picked, type State } from "./asked";
import type { Cube } from "./cube";
import { monthRows } from "./months";
import { type Crowd, Finder } from "./people";
import { folded, scan, type Sums, total } from "./scan";
import { BEFORE, PASSES, Selection } from "./selection";

const CHARTS = ["genre", "month", "weekday", "release_year", "artist", "sex", "age_band", "country", "source"];
const ORDERED = ["weekday", "release_year", "age_band"];
const LONGEST = 100;
/** Cards that count users, which are not known under every combination of filters. */
const OF_USERS = ["users", "share_male", "share_female", "mean_age"];

export class Answer {
  readonly selection: Selection;
  readonly sums: Sums;
  readonly finder: Finder;

  constructor(readonly cube: Cube, state: State) {
    this.selection = new Selection(cube, state);
    this.sums = scan(this.selection);
    this.finder = new Finder(this.selection, this.sums);
  }

  dashboard(): Dashboard {
    const charts = Object.fromEntries(CHARTS.map((name) => [name, this.chart(name)]));
    return {
      publication: this.cube.members.publication,
      filters: asJson(this.selection.state),
      period: this.period(),
      origins: originsOf(this.cube, picked(this.selection.state, "source")),
      cards: this.cards(),
      charts: { ...charts, users_by_main_genre: this.usersChart("main_genre") },
    };
  }

  /** Streams of each value of a dimension, its own filter left out unless ``own``. */
  streamsOf(name: string, own = false): Float64Array {
    const { codes, values, side, applies } = this.selection.axis(name);
    const fails = this.selection.failed(side, own ? undefined : name);
    const streams = { track: this.sums.streams, day: this.sums.byDay, user: this.sums.byClass }[side];
    return folded(codes, values.length, (member) => (fails[member] || (applies && !applies[member]) ? 0 : (streams[member] as number)));
  }

  private chart(name: string): Chart {
    const { values, side } = this.selection.axis(name);
    const streams = this.streamsOf(name);
    const sum = total(streams);
    const order = name === "month" ? [] : this.order(name, streams);
    const shown = name === "artist" ? order.slice(0, LONGEST) : order;
    const rows: Row[] = name === "month" ? monthRows(this.selection, this.sums) : shown.map((code) => ({ value: values[code] as Value, streams: streams[code] as number }));
    const missing = sum && sum === streams[0] && side !== "track" ? (this.cube.members.columns[name] ?? null) : null;
    return { rows, total_rows: name === "month" ? rows.length : order.length, streams: sum, missing };
  }

  private order(name: string, streams: Float64Array): number[] {
    const codes = [...streams.keys()].filter((code) => streams[code]);
    if (ORDERED.includes(name)) return [...codes.filter((code) => code), ...codes.filter((code) => !code)];
    return codes.sort((one, other) => (streams[other] as number) - (streams[one] as number));
  }

  private usersChart(name: string): Chart {
    const { values } = this.selection.axis(name);
    const crowd = this.finder.crowd();
    const plays = total(this.streamsOf(name));
    const users = crowd ? this.finder.byValue(crowd, name, false) : plays ? null : new Float64Array(values.length);
    if (!users) return { rows: [], total_rows: 0, missing: null, combined: true };
    const codes = [...users.keys()].filter((code) => users[code]);
    const rows = codes.sort((one, other) => (users[other] as number) - (users[one] as number)).map((code) => ({ value: values[code] as Value, users: users[code] as number }));
    return { rows, total_rows: rows.length, users: total(users), missing: null };
  }

  private period(): Dashboard["period"] {
    const { days } = this.cube.members;
    const chosen = days.filter((_, place) => (this.selection.dayBits[place] as number) & PASSES);
    return { first: chosen[0] ?? null, last: chosen.at(-1) ?? null, before: this.selection.before };
  }

  private cards(): Record<string, Card> {
    const now = this.values(PASSES);
    const before = this.selection.before ? this.values(BEFORE).values : {};
    const cards: Record<string, Card> = {};
    for (const [name, value] of Object.entries(now.values)) cards[name] = { value, before: before[name] ?? null };
    for (const name of OF_USERS) if (now.combined.includes(name)) (cards[name] as Card).combined = true;
    if (now.combined.includes("mean_plays")) (cards["mean_plays"] as Card).combined = true;
    for (const name of ["share_male", "share_female"]) (cards[name] as Card).unknown = now.unknownSex;
    (cards["mean_age"] as Card).unknown = now.unknownAge;
    return cards;
  }

  /** The measures of the selected period, or of the one before it. */
  private values(bit: number): Measured {
    const { members } = this.cube;
    const fails = this.selection.failed("track");
    const [streams, pairs] = bit === BEFORE ? [this.sums.streamsBefore, this.sums.pairsBefore] : [this.sums.streams, this.sums.pairs];
    const byTrack = streams.map((count, track) => (fails[track] ? 0 : count));
    const ofTracks = (numbers: Float64Array) => total(numbers.map((count, track) => (members.is_track[track] ? count : 0)));
    const days = this.selection.dayBits.map((bits) => (bits === bit ? 1 : 0));
    const business = days.map((chosen, day) => (chosen && members.business[day] ? 1 : 0));
    const artist = this.selection.axis("artist");
    const artists = folded(artist.codes, artist.values.length, (track) => (byTrack[track] ? 1 : 0));
    const onBusiness = total(this.sums.byDay.map((count, day) => (business[day] ? count : 0)));
    const sum = total(byTrack);
    const crowd = sum ? this.finder.crowd(bit) : { byClass: [], agesByClass: [] };
    const people = this.people(crowd);
    const plays = this.pairsKnown(byTrack, days) ? ratio(ofTracks(byTrack), ofTracks(pairs.map((count, track) => (fails[track] ? 0 : count)))) : undefined;
    const values: Record<string, number | string | null | undefined> = {
      streams: sum,
      users: people.users,
      mean_plays: plays,
      share_male: people.male,
      share_female: people.female,
      mean_age: people.age,
      business_days: members.days.length ? total(business) : null,
      streams_per_business_day: ratio(onBusiness, total(business)),
      best_month: this.best("month", days),
      best_weekday: this.best("weekday", days),
      active_tracks: ofTracks(byTrack.map((count) => (count ? 1 : 0))),
      active_artists: [...artists.subarray(1)].filter((count) => count).length,
    };
    const combined = Object.keys(values).filter((name) => values[name] === undefined);
    return { values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null])), combined, unknownSex: people.unknownSex, unknownAge: people.unknownAge };
  }

  /** What is undefined is not known under these filters; what is null doesn't exist. */
  private people(crowd: Crowd | null): People {
    const users = this.finder.counted(crowd);
    const sexes = crowd && this.finder.byValue(crowd, "sex");
    const bands = crowd && this.finder.byValue(crowd, "age_band");
    const ages = crowd && this.finder.ages(crowd);
    const { values } = this.selection.axis("sex");
    const share = (sex: string) => (sexes ? ratio(sexes[values.indexOf(sex)] ?? 0, total(sexes.subarray(1))) : undefined);
    const age = bands && ages !== null ? ratio(ages, total(bands.subarray(1))) : undefined;
    return { users: users ?? undefined, male: share("M"), female: share("F"), age, unknownSex: sexes?.[0] ?? 0, unknownAge: age === undefined ? 0 : (bands?.[0] ?? 0) };
  }

  /** Whether pairs of user and track are known: always, but for some days of tracks with several rows of one user. */
  private pairsKnown(byTrack: Float64Array, days: Uint8Array): boolean {
    return days.every((chosen) => chosen) || !this.cube.members.repeats.some((track) => byTrack[track]);
  }

  private best(name: string, days: Uint8Array): Value {
    const { codes, values } = this.selection.axis(name);
    const streams = folded(codes, values.length, (day) => (days[day] ? (this.sums.byDay[day] as number) : 0)).subarray(1);
    const most = Math.max(0, ...streams);
    return most ? (values[streams.indexOf(most) + 1] as Value) : null;
  }

}

/** For dates and demographics: delivered, simulated, unknown, or mixed, over sources by name; over all where none is wanted. */
export function originsOf(cube: Cube, wanted: Value[]): Record<string, string> {
  const kinds = (part: string) => new Set(cube.members.origins.filter((each) => each.part === part && (!wanted.length || wanted.includes(each.source))).map(({ origin }) => origin));
  const told = (found: Set<string>) => (found.size === 1 ? ([...found][0] as string) : !found.size ? "unknown" : found.has("simulated") ? "mixed" : "delivered");
  return { date: told(kinds("date")), demographics: told(kinds("demographics")) };
}

interface Measured {
  values: Record<string, number | string | null>;
  combined: string[];
  unknownSex: number;
  unknownAge: number;
}

interface People {
  users: number | undefined;
  male: number | null | undefined;
  female: number | null | undefined;
  age: number | null | undefined;
  unknownSex: number;
  unknownAge: number;
}

const ratio = (part: number, whole: number): number | null => (whole ? part / whole : null);

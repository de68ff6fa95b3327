// Which tracks, days and classes of users pass a state's filters, filter by filter.

import type { State } from "./asked";
import { picked } from "./asked";
import { type Axis, axis, type Cube, type Side } from "./cube";
import { periodBefore } from "./periods";

export const PASSES = 1;
export const BEFORE = 2;

export class Selection {
  /** For each dimension filtered which members fail it. */
  private readonly fails = new Map<string, Uint8Array>();
  private readonly failures: Record<Side, Uint8Array>;
  /** First and last day of the period that a selection of days is compared with. */
  readonly before: [string, string] | null;
  /** PASSES and BEFORE for each day, the unknown one last. */
  readonly dayBits: Uint8Array;
  readonly state: State;

  constructor(readonly cube: Cube, state: State) {
    this.state = inForce(cube, state);
    for (const [name, values] of this.state.picks) this.fails.set(name, failing(this.axis(name), values));
    if (state.first || state.last) this.outside(state.first || "0000", state.last || "9999");
    const { track, day, user } = cube.sizes;
    this.failures = { track: new Uint8Array(track), day: new Uint8Array(day), user: new Uint8Array(user) };
    for (const [name, fails] of this.fails) {
      const counts = this.failures[this.axis(name).side];
      for (let member = 0; member < fails.length; member++) (counts[member] as number) += fails[member] as number;
    }
    this.before = this.periodBefore();
    this.dayBits = this.bits();
  }

  axis(name: string): Axis {
    return axis(this.cube.members, name, this.state.resolved);
  }

  /** How many filters each member of a side fails, that of one dimension left out. */
  failed(side: Side, but?: string): Uint8Array {
    const own = but !== undefined && this.axis(but).side === side ? this.fails.get(but) : undefined;
    const all = this.failures[side];
    return own ? all.map((count, member) => count - (own[member] as number)) : all;
  }

  /** The dimensions of a side that are filtered. */
  filtered(side: Side, but?: string): string[] {
    return [...this.fails.keys()].filter((name) => name !== but && this.axis(name).side === side);
  }

  /** Which days are outside the range of dates or the days picked. */
  get outsideDates(): Uint8Array {
    return this.fails.get("date") ?? new Uint8Array(this.cube.sizes.day);
  }

  private outside(first: string, last: string): void {
    const fails = this.fails.get("date") ?? new Uint8Array(this.cube.sizes.day);
    const { days } = this.cube.members;
    this.fails.set("date", fails.map((failed, place) => (failed || !(first <= (days[place] ?? "") && (days[place] ?? "") <= last) ? 1 : 0)));
  }

  private periodBefore(): [string, string] | null {
    const filters = ["month", "date"].flatMap((name) => this.fails.get(name) ?? []);
    const { days } = this.cube.members;
    const failed = (place: number) => filters.some((fails) => fails[place]);
    const chosen = days.map((_, place) => place).filter((place) => !failed(place));
    const [first, last] = [chosen[0], chosen.at(-1)];
    if (!filters.length || first === undefined || last === undefined || !failed(days.length) || last - first + 1 !== chosen.length) return null;
    const found = periodBefore(days[first] as string, days[last] as string);
    return found[0] >= (days[0] as string) ? found : null;
  }

  private bits(): Uint8Array {
    const weekday = this.fails.get("weekday");
    const { days } = this.cube.members;
    return this.failures.day.map((failed, place) => {
      const day = days[place];
      if (failed === 0) return PASSES;
      const inside = day !== undefined && this.before && this.before[0] <= day && day <= this.before[1];
      return inside && !weekday?.[place] ? BEFORE : 0;
    });
  }
}

/** The state itself, or where it names none of several sources, that of the first. */
function inForce(cube: Cube, state: State): State {
  const [first, ...more] = cube.members.sources;
  if (!first || !more.length || picked(state, "source").length) return state;
  const picks: State["picks"] = [...state.picks, ["source", [first]]];
  return { ...state, picks: picks.sort(([one], [other]) => (one < other ? -1 : 1)) };
}

function failing(of: Axis, wanted: (string | null)[]): Uint8Array {
  const passes = of.values.map((value) => wanted.includes(value === null ? null : String(value)));
  return Uint8Array.from({ length: of.codes.length }, (_, member) => (passes[of.codes[member] as number] && (!of.applies || of.applies[member]) ? 0 : 1));
}

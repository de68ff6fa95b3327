// Which column a card or chart lacks in the chosen source.

import { page } from "./state";

/** The chart that knows whether a column has any value. */
const TOLD_BY: Record<string, string> = { sex: "sex", birth_year: "age_band", play_date: "month" };
/** The delivered column behind a dimension that is worked out from it. */
const BEHIND: Record<string, string> = { month: "play_date", weekday: "play_date", date: "play_date", age_band: "birth_year" };

/** The column without which a measure has no value; empty where it is there. ``column`` is "table.column". */
export function lacking(column: string | null | undefined): string {
  const name = column?.split(".").pop() ?? "";
  return page.value?.charts[TOLD_BY[name] ?? ""]?.missing ? name : "";
}

export function columnBehind(dimension: string): string {
  return BEHIND[dimension] ?? dimension;
}

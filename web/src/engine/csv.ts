// A table as CSV that a spreadsheet takes as text and numbers, never as formulas: as dashboard/viewcsv.py.

import type { Row, Spec, Table, Value } from "../types";
import { originsOf } from "./answer";
import { picked, type State } from "./asked";
import type { Cube } from "./cube";

const COLUMNS = ["value", "label", "artist", "streams", "share", "users"] as const;
const FORMULA = ["=", "+", "-", "@", "\t", "\r", "|", "%"];

type Column = (typeof COLUMNS)[number];

/** By the API's names, with commas between. */
export function asCsv(found: Table, spec: Spec, marks: string[][]): string {
  const names = columnsOf(found);
  const headings = names.map((name) => (name === "value" ? found.by : name));
  const rows = found.rows.map((row) => names.map((name) => cell(name, row[name])));
  return written(marked(headings, rows, marks, spec.texts["simulated_column"]?.en), ",");
}

/** In the page's words, with semicolons between and decimal commas, as a spreadsheet in Brazil opens it. */
export function inPortuguese(found: Table, spec: Spec, marks: string[][]): string {
  const names = columnsOf(found);
  const say = (text: string) => spec.texts[text]?.pt ?? text;
  const label = (by: string) => spec.dimensions[by]?.label.pt ?? by;
  const heading = (name: Column) => (name === "value" ? label(found.by) : say(name === "label" ? "name_column" : name === "artist" ? "artist_column" : name));
  const said = (row: Row) => names.map((name) => (name === "value" ? cell(name, named(found.by, row.value, say)) : cell(name, row[name], ",")));
  return written(marked(names.map(heading), found.rows.map(said), marks.map((each) => each.map(label)), say("simulated_column")), ";");
}

/** The simulated dimensions that each row's numbers rest on: its own and those it is filtered by. */
export function simulatedIn(found: Table, spec: Spec, cube: Cube, state: State, chart: boolean): string[][] {
  const period = state.first || state.last ? ["date"] : [];
  const filters = [...state.picks.map(([name]) => name), ...period].filter((name) => !chart || name !== found.by);
  const used = [...new Set([found.by, ...filters])];
  const told = (sources: Value[]) => {
    const origins = originsOf(cube, sources);
    return used.filter((name) => ["simulated", "mixed"].includes(origins[spec.dimensions[name]?.origin ?? ""] ?? ""));
  };
  if (found.by === "source") return found.rows.map((row) => told([row.value]));
  const all = told(picked(state, "source"));
  return found.rows.map(() => all);
}

function marked(headings: string[], rows: string[][], marks: string[][], heading = "simulated"): string[][] {
  if (!marks.some((each) => each.length)) return [headings, ...rows];
  return [[...headings, heading], ...rows.map((row, place) => [...row, (marks[place] ?? []).join(" + ")])];
}

function named(by: string, value: Value, say: (text: string) => string): Value {
  if (value === null) return say("not_informed");
  if (by === "weekday") return say("weekdays").split(" ")[Number(value) - 1] as string;
  return by === "sex" && say(`sex_${value}`) !== `sex_${value}` ? say(`sex_${value}`) : value;
}

const columnsOf = (found: Table): Column[] => COLUMNS.filter((name) => found.rows.some((row) => name in row));

function cell(column: Column, value: Row[keyof Row], decimal = "."): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return (column === "share" ? fraction(value) : String(value)).replace(".", decimal);
  const text = String(value);
  return typeof value === "string" && FORMULA.includes(text.replace(/^[ "']+/, "")[0] ?? "") ? `'${text}` : text;
}

/** As Python writes a float. */
function fraction(value: number): string {
  if (Number.isInteger(value)) return `${value}.0`;
  return value < 1e-4 ? value.toExponential().replace(/e-(\d)$/, "e-0$1") : String(value);
}

function written(lines: string[][], between: string): string {
  const quoted = (text: string) => (text.includes(between) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${lines.map((line) => `${line.map(quoted).join(between)}\r\n`).join("")}`;
}

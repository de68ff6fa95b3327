// A table as CSV that a spreadsheet takes as text and numbers, never as formulas: as dashboard/viewcsv.py.

import type { Row, Spec, Table, Value } from "../types";

const COLUMNS = ["value", "label", "artist", "streams", "share", "users"] as const;
const FORMULA = ["=", "+", "-", "@", "\t", "\r", "|", "%"];

type Column = (typeof COLUMNS)[number];

/** By the API's names, with commas between. */
export function asCsv(found: Table): string {
  const names = columnsOf(found);
  return written([names.map((name) => (name === "value" ? found.by : name)), ...found.rows.map((row) => names.map((name) => cell(row[name])))], ",");
}

/** In the page's words, with semicolons between and decimal commas, as a spreadsheet in Brazil opens it. */
export function inPortuguese(found: Table, spec: Spec): string {
  const names = columnsOf(found);
  const say = (text: string) => spec.texts[text]?.pt ?? text;
  const heading = (name: Column) => (name === "value" ? (spec.dimensions[found.by]?.label.pt ?? found.by) : say(name === "label" ? "name_column" : name === "artist" ? "artist_column" : name));
  const said = (row: Row) => names.map((name) => (name === "value" ? cell(named(found.by, row.value, say)) : cell(row[name], ",")));
  return written([names.map(heading), ...found.rows.map(said)], ";");
}

function named(by: string, value: Value, say: (text: string) => string): Value {
  if (value === null) return say("not_informed");
  if (by === "weekday") return say("weekdays").split(" ")[Number(value) - 1] as string;
  return by === "sex" && say(`sex_${value}`) !== `sex_${value}` ? say(`sex_${value}`) : value;
}

const columnsOf = (found: Table): Column[] => COLUMNS.filter((name) => found.rows.some((row) => name in row));

function cell(value: Row[keyof Row], decimal = "."): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  if (typeof value === "number") return text.replace(".", decimal);
  return typeof value === "string" && FORMULA.includes(text.replace(/^[ "']+/, "")[0] ?? "") ? `'${text}` : text;
}

function written(lines: string[][], between: string): string {
  const quoted = (text: string) => (text.includes(between) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${lines.map((line) => `${line.map(quoted).join(between)}\r\n`).join("")}`;
}

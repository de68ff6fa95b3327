// A table as CSV that a spreadsheet takes as text and numbers, never as formulas: as dashboard/routes.py.

import type { Row, Table } from "../types";

const COLUMNS = ["value", "label", "artist", "streams", "share", "users"] as const;
const FORMULA = ["=", "+", "-", "@", "\t", "\r", "|", "%"];

export function asCsv(found: Table): string {
  const names = COLUMNS.filter((name) => found.rows.some((row) => name in row));
  const lines = [names.map((name) => (name === "value" ? found.by : name)), ...found.rows.map((row) => names.map((name) => cell(row[name])))];
  return `\ufeff${lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("")}`;
}

function cell(value: Row[keyof Row]): string {
  if (value === null || value === undefined) return "";
  const text = String(value);
  return typeof value === "string" && FORMULA.includes(text.replace(/^[ "']+/, "")[0] ?? "") ? `'${text}` : text;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

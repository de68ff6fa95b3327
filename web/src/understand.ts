// What a question in words asks for, as filters from the lists that the metadata give: never as SQL.

import { metadata, spec } from "./state";
import { named } from "./text";

export type Pair = readonly [dimension: string, value: string];

export interface Understood {
  pairs: Pair[];
  /** Words that can mean several things. */
  unclear: { words: string; means: Pair[] }[];
  /** What is left, to be searched among artists and tracks. */
  rest: string;
}

const LISTED = ["genre", "month", "weekday", "sex", "age_band", "country"];
const LONGEST = 4;

/** Words without accents, marks and capitals. */
export function plain(text: string): string[] {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.match(/[\p{L}\p{N}&]+(?:'[\p{L}\p{N}]+)*\+?/gu) ?? [];
}

export function understand(question: string): Understood {
  const words = plain(question);
  const known = vocabulary();
  const silent = new Set(plain(`${spec.value?.texts["silent_words"]?.pt} ${spec.value?.texts["silent_words"]?.en}`));
  const found: Understood = { pairs: [], unclear: [], rest: "" };
  const rest: string[] = [];
  for (let place = 0; place < words.length; ) {
    let size = Math.min(LONGEST, words.length - place);
    while (size > 1 && !known.has(words.slice(place, place + size).join(" "))) size -= 1;
    const said = words.slice(place, place + size).join(" ");
    const means = known.get(said) ?? [];
    if (means.length === 1) found.pairs.push(means[0] as Pair);
    else if (means.length) found.unclear.push({ words: said, means });
    else if (!silent.has(said)) rest.push(said);
    place += size;
  }
  return { ...found, rest: rest.join(" ") };
}

/** What every known word or phrase can mean. */
function vocabulary(): Map<string, Pair[]> {
  const known = new Map<string, Pair[]>();
  const add = (text: string, pair: Pair) => {
    const said = plain(text).join(" ");
    const means = known.get(said) ?? [];
    if (said && !means.some(([name, value]) => name === pair[0] && value === pair[1])) known.set(said, [...means, pair]);
  };
  const values = metadata.value?.values ?? {};
  for (const name of LISTED) {
    for (const value of values[name] ?? []) if (value !== null) for (const text of spoken(name, value)) add(text, [name, String(value)]);
  }
  for (const value of values["release_year"] ?? []) if (value !== null) add(String(value), ["release_year", String(value)]);
  for (const year of new Set((values["month"] ?? []).map((value) => String(value).slice(0, 4)))) {
    if (/^\d{4}$/.test(year)) add(year, ["period", `${year}-01-01 – ${year}-12-31`]);
  }
  return known;
}

/** How a value is said in either language. */
function spoken(name: string, value: string | number): string[] {
  if (name === "sex") return (["pt", "en"] as const).flatMap((lang) => (spec.value?.texts[`words_${value}`]?.[lang] ?? "").split(" "));
  if (name !== "month" && name !== "weekday") return [named(name, value)];
  const date = name === "month" ? new Date(`${value}-01T00:00:00Z`) : new Date(Date.UTC(2024, 0, Number(value)));
  return ["pt-BR", "en-US"].flatMap((locale) =>
    (["long", "short"] as const).flatMap((style) => {
      const text = new Intl.DateTimeFormat(locale, { timeZone: "UTC", [name]: style }).format(date);
      const year = String(value).slice(0, 4);
      return name === "month" ? [text, `${text} ${year}`, `${text} de ${year}`] : [text, text.split("-")[0] as string];
    }),
  );
}

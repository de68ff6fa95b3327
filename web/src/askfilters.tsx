// A question in words on a page without a server: its words become filters, and that is said.

import { useEffect, useState } from "preact/hooks";
import { find } from "./api";
import { callTrack, pairsText } from "./chips";
import { filters, setFilters, spec } from "./state";
import { full, say, t } from "./text";
import type { Found } from "./types";
import { understand } from "./understand";
import type { Pair } from "./understand";

export function AskFilters() {
  const [text, setText] = useState("");
  const asked = text.trim().length < 2 ? null : understand(text);
  const found = useFound(text.trim(), asked?.rest ?? "");
  const lost = asked?.rest && found && !found.length ? asked.rest : "";
  const apply = (...more: Pair[]) => {
    choose([...(asked?.pairs ?? []), ...more]);
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") setText("");
    if (event.key === "Enter" && asked?.pairs.length && !asked.unclear.length && !asked.rest) apply();
  };
  const pick = (row: Found) => {
    if (row.label) callTrack(row.value, row.label);
    choose([...(row.whole ? [] : (asked?.pairs ?? [])), [row.by, row.value]]);
    setText("");
  };
  return (
    <div class="lookup" onKeyDown={onKeyDown}>
      <input type="search" value={text} placeholder={t("ask_hint")} aria-label={`${t("ask")}. ${t("ask_hint")}`} onInput={(event) => setText(event.currentTarget.value)} />
      {asked && (asked.pairs.length > 0 || asked.unclear.length > 0 || lost || found?.length) ? (
        <div class="answers">
          <p class="legend">{t("ask_site")}</p>
          {asked.pairs.length > 0 && <p>{t("understood")} <strong>{pairsText(asked.pairs)}</strong> <button type="button" class="apply" onClick={() => apply()}>{t("apply")}</button></p>}
          {asked.unclear.map(({ words, means }) => (
            <p key={words}>{t("which", { words })} {means.map((pair) => <button type="button" class="meaning" key={pair.join()} onClick={() => apply(pair)}>{pairsText([pair])}</button>)}</p>
          ))}
          {lost && <p>{t("not_understood", { words: lost })}</p>}
          {found && found.length > 0 && (
            <ul>
              {found.map((row) => (
                <li key={`${row.by} ${row.value}`}>
                  <button type="button" onClick={() => pick(row)}>
                    <span>{row.label ?? row.value}</span> <small>{row.artist ?? say(spec.value?.dimensions[row.by]?.label)} · {full(row.streams)}</small>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      ) : null}
    </div>
  );
}

/** Artists and tracks that the whole question names, or else what was not understood of it. */
export function useFound(text: string, rest: string): Found[] | null {
  const [found, setFound] = useState<Found[] | null>(null);
  useEffect(() => {
    setFound(null);
    if (text.length < 2) return;
    const stop = new AbortController();
    const search = async () => {
      const whole = await find(text, stop.signal);
      if (whole.length || !rest || rest === text) return whole.map((row) => ({ ...row, whole: true }));
      return find(rest, stop.signal);
    };
    const wait = setTimeout(() => search().then(setFound, () => undefined), 120);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [text, rest]);
  return found;
}

/** Add filters to those in force. */
function choose(pairs: Pair[]): void {
  const next = { ...filters.value, picks: { ...filters.value.picks } };
  for (const [name, value] of pairs) {
    if (name === "period") [next.from, next.to] = value.split(" – ") as [string, string];
    else next.picks[name] = [...new Set([...(next.picks[name] ?? []), value])];
  }
  setFilters(next);
}

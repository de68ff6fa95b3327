// Whose audience is shown, and another one to be shown instead.

import { useEffect, useState } from "preact/hooks";
import { find } from "./api";
import { showAudience } from "./audienceask";
import { filters, genres, key, metadata, page } from "./state";
import { full, named, t } from "./text";
import type { Audience, Found, Row, Value } from "./types";

const WAIT = 120;
const SUGGESTED = 12;

export function Picker({ found }: { found: Audience | null }) {
  const known = metadata.value?.values[genres.value === "resolved" ? "genre_resolved" : "genre"] ?? [];
  const genre = filters.value.picks["genre"] ?? [];
  return (
    <header class="picker">
      <h2>{found ? t("audience_of", { value: subject(found) }) : t("audience_pick")}</h2>
      <Search />
      <label>
        {t("audience_genre")}{" "}
        <select value={genre.length === 1 ? genre[0] : ""} onChange={(event) => event.currentTarget.value && showAudience("genre", event.currentTarget.value)}>
          <option value="">…</option>
          {known.filter((value) => value !== null).map((value) => <option key={key(value)} value={key(value)}>{named("genre", value)}</option>)}
        </select>
      </label>
      {!found && <Suggested />}
    </header>
  );
}

function Suggested() {
  const genres = page.value?.charts["genre"]?.rows.filter((row) => row.value !== null).slice(0, SUGGESTED) ?? [];
  const rows = page.value?.charts["artist"]?.rows.filter((row) => row.value !== null).slice(0, SUGGESTED) ?? [];
  return (
    <>
      <p class="suggested">{t("audience_answers")}</p>
      <Names by="artist" rows={rows} />
      <Names by="genre" rows={genres} />
    </>
  );
}

function Names({ by, rows }: { by: string; rows: Row[] }) {
  return (
    <p class="suggested">
      {t(`audience_most_played_${by}`)}{" "}
      {rows.map((row) => <button type="button" class="chip" key={key(row.value)} onClick={() => showAudience(by, row.value)}>{named(by, row.value)}</button>)}
    </p>
  );
}

function Search() {
  const [text, setText] = useState("");
  const rows = useArtists(text.trim());
  const choose = (value: Value) => {
    setText("");
    showAudience("artist", value);
  };
  const leave = (event: FocusEvent) => {
    if (!(event.currentTarget as Element).contains(event.relatedTarget as Node | null)) setText("");
  };
  return (
    <div class="lookup" onFocusOut={leave}>
      <input
        type="search" value={text} placeholder={t("audience_artist")} aria-label={t("audience_artist")}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => { if (event.key === "Escape") setText(""); if (event.key === "Enter" && rows?.[0]) choose(rows[0].value); }}
      />
      {text.trim() && rows && (
        <div class="answers">
          {rows.length ? <ul>{rows.map((row) => <li key={row.value}><button type="button" onClick={() => choose(row.value)}>{row.value} <small>{full(row.streams)} {t("streams").toLowerCase()}</small></button></li>)}</ul> : <p>{t("not_understood", { words: text })}</p>}
        </div>
      )}
    </div>
  );
}

function useArtists(text: string): Found[] | null {
  const [rows, setRows] = useState<Found[] | null>(null);
  useEffect(() => {
    setRows(null);
    if (!text) return;
    const stop = new AbortController();
    const wait = setTimeout(() => find(text, stop.signal).then((all) => setRows(all.filter((row) => row.by === "artist")), () => undefined), WAIT);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [text]);
  return rows;
}

/** The artists and genres that the audience is of, as one name. */
export function subject(found: Audience): string {
  return Object.entries(found.subject).map(([by, values]) => values.map((value) => named(by, value)).join(", ")).join(" · ");
}

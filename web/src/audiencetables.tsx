// What an audience plays: other artists, a setlist, the same by segment, and the artists it is made of.

import { rows, showAudience } from "./audienceask";
import { Framed } from "./audienceframe";
import { How, times } from "./audiencenumbers";
import { subject } from "./audiencepicker";
import { address, go, hidden, key } from "./state";
import { full, labelled, named, percent, t } from "./text";
import type { Audience, Heard, Ranking } from "./types";

interface Of {
  found: Audience;
}
type Column = [heading: string, cell: (row: Heard, place: number) => preact.ComponentChild, digits?: boolean];

const SPLITS = ["sex", "age_band", "country"] as const;
const SHORT = 10;
const STEP = 75;
const MOST = 1_000;

export function OtherArtists({ found }: Of) {
  const { artists } = found;
  const best = artists.rows[0];
  const heading = (sort: "lift" | "shared", words: string) => <Sorting on={artists.sort === sort} words={words} choose={() => go({ sort })} />;
  const columns: Column[] = [
    ["artist", (row) => <Artist row={row} />],
    ["shared", (row) => full(row.shared ?? 0), true],
    ["overlap", (row) => percent(row.overlap), true],
    ["lift", (row) => times(row.lift), true],
  ];
  const words: Record<string, preact.ComponentChild> = { artist: labelled("artist"), shared: heading("shared", t("audience_shared")), overlap: t("audience_overlap"), lift: heading("lift", t("lift")) };
  const title = best ? t(artists.sort === "lift" ? "finding_artists_lift" : "finding_artists_shared", { artist: named("artist", best.value), lift: times(best.lift), share: percent(best.overlap) }) : t("audience_no_artists");
  return (
    <Framed name="artists" title={title} subtitle={t("audience_artists", { n: full(artists.minimum ?? 0) })}>
      <Listed ranking={artists} columns={columns} words={words} label={t("audience_artists", { n: full(artists.minimum ?? 0) })} />
      <How names={["shared_users", "overlap", "artist_lift"]} />
    </Framed>
  );
}

export function Setlist({ found }: Of) {
  const one = found.line_up.total_rows <= 1;
  const best = found.setlist.rows[0];
  const columns: Column[] = [
    ["#", (_, place) => full(place + 1), true],
    [labelled("track"), (row) => <Track row={row} one={one} />],
    ["streams", (row) => full(row.streams ?? 0), true],
    ["users", (row) => full(row.users), true],
    [t("audience_share"), (row) => percent(row.overlap), true],
  ];
  const heading = (order: "streams" | "users") => <Sorting on={address.value.order === order} words={t(order)} choose={() => go({ order })} />;
  return (
    <Framed name="setlist" title={best ? t("finding_setlist", { track: best.label ?? key(best.value) }) : t("no_plays")} subtitle={t("audience_setlist", { value: subject(found) })}>
      <Listed ranking={found.setlist} columns={columns} words={{ streams: heading("streams"), users: heading("users") }} label={t("audience_setlist", { value: subject(found) })} />
      <How names={["track_streams", "track_overlap"]} />
    </Framed>
  );
}

/** The artists of a genre, for whoever books several; there is no list of a single one. */
export function LineUp({ found }: Of) {
  if (found.line_up.total_rows <= 1) return null;
  const best = found.line_up.rows[0];
  const columns: Column[] = [
    ["#", (_, place) => full(place + 1), true],
    [labelled("artist"), (row) => <Artist row={row} within />],
    [t("users"), (row) => full(row.users), true],
    [t("audience_share"), (row) => percent(row.overlap), true],
    [t("streams"), (row) => full(row.streams ?? 0), true],
  ];
  return (
    <Framed name="line_up" title={best ? t("finding_line_up", { artist: named("artist", best.value), share: percent(best.overlap) }) : t("no_plays")} subtitle={t("audience_line_up", { value: subject(found) })}>
      <Listed ranking={found.line_up} columns={columns} label={t("audience_line_up", { value: subject(found) })} />
    </Framed>
  );
}

/** A setlist for each segment, beside one another; the segment is chosen and lives in the address. */
export function Setlists({ found }: Of) {
  const { by, lists } = found.setlists;
  const one = found.line_up.total_rows <= 1;
  return (
    <Framed name="setlists" title={t("finding_setlists")} subtitle={t("audience_setlists")} origin={by === "country" ? "" : "demographics"}>
      <div class="ways" role="group" aria-label={t("audience_setlists")}>
        {SPLITS.filter((name) => !hidden(name)).map((name) => <button type="button" key={name} aria-pressed={by === name} onClick={() => go({ split: name })}>{labelled(name)}</button>)}
      </div>
      {!lists.length && <p class="missing">{t("audience_no_segment")}</p>}
      <div class="side scroll" tabindex={0} role="region" aria-label={t("audience_setlists")}>
        {by && address.value.split && lists.map((list) => (
          <div key={key(list.value)} data-list={key(list.value)}>
            <h3>{named(by, list.value)} <small>{list.users === null ? t("suppressed") : t("audience_listeners", { n: full(list.users) })}</small></h3>
            <ol>
              {list.rows.slice(0, SHORT).map((row) => (
                <li key={key(row.value)}><Track row={row} one={one} /> <small title={t("audience_track_lift")}>{percent(row.overlap)} · {times(row.lift)}</small></li>
              ))}
            </ol>
            {list.withheld > 0 && <p class="below">{t("audience_withheld", { n: full(list.withheld) })}</p>}
          </div>
        ))}
      </div>
      <How names={["track_streams", "track_overlap"]} />
    </Framed>
  );
}

function Listed({ ranking, columns, label, words = {} }: { ranking: Ranking; columns: Column[]; label: string; words?: Record<string, preact.ComponentChild> }) {
  return (
    <>
      <div class="scroll" tabindex={0} role="region" aria-label={label}>
        <table>
          <thead><tr>{columns.map(([heading, , digits]) => <th key={heading} class={digits ? "digits" : ""}>{words[heading] ?? heading}</th>)}</tr></thead>
          <tbody>
            {ranking.rows.map((row, place) => (
              <tr key={key(row.value)}>{columns.map(([heading, cell, digits]) => <td key={heading} class={digits ? "digits" : ""}>{cell(row, place)}</td>)}</tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="below">
        {t("showing", { n: full(ranking.rows.length), total: full(ranking.total_rows) })}
        {ranking.rows.length < Math.min(ranking.total_rows, MOST) && <button type="button" onClick={() => (rows.value = Math.min(MOST, rows.value + STEP))}>{t("more_rows")}</button>}
        {ranking.withheld > 0 && ` · ${t("audience_withheld", { n: full(ranking.withheld) })}`}
      </p>
    </>
  );
}

/** A heading that ranks its table. */
function Sorting({ on, words, choose }: { on: boolean; words: string; choose: () => void }) {
  return <button type="button" aria-pressed={on} onClick={choose}>{words}{on ? " ▼" : ""}</button>;
}

/** An artist, who is asked about alone or ``within`` the filters that the list is of. */
function Artist({ row, within = false }: { row: Heard; within?: boolean }) {
  const called = named("artist", row.value);
  if (row.value === null) return <>{called}</>;
  return <button type="button" class="value" title={t("audience_of", { value: called })} onClick={() => showAudience("artist", row.value, within)}>{called}</button>;
}

function Track({ row, one }: { row: Heard; one: boolean }) {
  return <>{row.label ?? key(row.value)}{!one && row.artist && <small> · {row.artist}</small>}</>;
}

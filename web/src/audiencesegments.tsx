// An audience by sex, age, country and main genre, beside everybody; a row filters everything.

import { How, times } from "./audiencenumbers";
import { Framed } from "./audienceframe";
import { anyPicked, isPicked, key, toggle } from "./state";
import { full, labelled, named, percent, t } from "./text";
import type { Audience, Segment } from "./types";

const WIDTH = 120;
const MOST = 8;
const ENOUGH = 10;
const SLIGHT = 0.05;
const TRAITS = ["sex", "age_band", "country", "main_genre"];

export function Segments({ found }: { found: Audience }) {
  const told = TRAITS.flatMap((name) => (found.segments[name] ? [found.segments[name]] : []));
  const picked = TRAITS.filter(anyPicked);
  const most = Math.max(...told.flatMap(({ rows }) => rows.flatMap((row) => [row.share ?? 0, row.share_of_all ?? 0])));
  return (
    <Framed name="segments" title={finding(found)} subtitle={t("audience_segments")} origin="demographics">
      <div class="scroll" tabindex={0} role="region" aria-label={t("audience_segments")}>
        <table>
          <thead><tr><th>{t("audience_who")}</th><th>{t("audience_share")}</th><th class="digits">{t("audience_share_of_all")}</th><th class="digits">{t("lift")}</th><th class="digits">{t("users")}</th></tr></thead>
          {told.filter(({ by, missing }) => !missing || by !== "country").map(({ by, rows, missing }) => (
            <tbody key={by} data-segment={by}>
              <tr class="group"><th colSpan={5} scope="colgroup">{labelled(by)}</th></tr>
              {missing ? <tr><td colSpan={5}>{t("missing", { column: missing })}</td></tr> : rows.slice(0, MOST).map((row) => <Line key={key(row.value)} by={by} row={row} most={most} />)}
            </tbody>
          ))}
        </table>
      </div>
      {picked.length > 0 && <p class="below" data-kept>{t("audience_trait_kept", { traits: picked.map(labelled).join(", ") })}</p>}
      <How names={["segment_share", "segment_lift"]} also={t("audience_own_filter")} />
    </Framed>
  );
}

function Line({ by, row, most }: { by: string; row: Segment; most: number }) {
  const wide = (share: number | null) => ((share ?? 0) / (most || 1)) * WIDTH;
  return (
    <tr class={isPicked(by, row.value) ? "picked" : ""}>
      <td><button type="button" class="value" aria-pressed={isPicked(by, row.value)} onClick={() => toggle(by, row.value)}>{named(by, row.value)}</button></td>
      <td>
        {row.share !== null && (
          <svg class="bar" width={WIDTH + 2} height={12} aria-hidden="true">
            <rect class="mark" x={0} y={2} width={Math.max(1, wide(row.share))} height={8} rx={1} />
            <rect class="other" x={wide(row.share_of_all)} y={0} width={2} height={12} />
          </svg>
        )}{" "}
        <span class="number">{row.suppressed ? t("suppressed") : row.share === null ? "–" : percent(row.share)}</span>
      </td>
      <td class="digits">{row.share_of_all === null ? "–" : percent(row.share_of_all)}</td>
      <td class={`digits ${unlike(row)}`}>{times(row.lift)}</td>
      <td class="digits">{row.users === null ? "–" : full(row.users)}</td>
    </tr>
  );
}

/** How a trait's share differs from everybody's, where that is more than a few people. */
function unlike({ lift, users }: Segment): string {
  if (lift === null || (users ?? 0) < ENOUGH || Math.abs(lift - 1) < SLIGHT) return "";
  return lift > 1 ? "up" : "down";
}

/** The trait of age or sex that stands out most, as a sentence. */
function finding(found: Audience): string {
  const rows = ["sex", "age_band"].flatMap((by) => (found.segments[by]?.rows ?? []).map((row) => ({ by, ...row })));
  const known = rows.filter((row) => row.lift !== null && (row.share ?? 0) >= 0.05);
  const best = known.reduce((top, row) => (!top || (row.lift ?? 0) > (top.lift ?? 0) ? row : top), known[0]);
  if (!best || (best.lift ?? 0) < 1 + SLIGHT) return t("audience_like_everybody");
  return t("finding_segment", { who: named(best.by, best.value), lift: times(best.lift) });
}

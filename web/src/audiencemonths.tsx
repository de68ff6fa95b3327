// An audience's months per day, each against the one before and against everybody's.

import { Framed } from "./audienceframe";
import { How } from "./audiencenumbers";
import { isPicked, key, toggle } from "./state";
import { compact, full, month, percent, rise, t } from "./text";
import type { Audience, AudienceMonth } from "./types";

const WIDTH = 90;

export function AudienceMonths({ found }: { found: Audience }) {
  const rows = found.months;
  const most = Math.max(...rows.map((row) => row.per_day ?? 0), 0) || 1;
  return (
    <Framed name="months" title={finding(rows)} subtitle={`${t("audience_months")}${rows.some((row) => !row.complete) ? ` · ${t("partial_mark")}` : ""}`} origin="date">
      {!rows.length && <p class="missing">{t("no_dates")}</p>}
      <div class="scroll" tabindex={0} role="region" aria-label={t("audience_months")}>
        <table>
          <thead><tr><th>{t("audience_month")}</th><th>{t("audience_per_day")}</th><th class="digits">{t("audience_change")}</th><th class="digits">{t("audience_change_of_all")}</th><th class="digits">{t("audience_month_share")}</th></tr></thead>
          <tbody>{rows.map((row) => <Line key={key(row.value)} row={row} most={most} />)}</tbody>
        </table>
      </div>
      <How names={["streams_per_day", "month_change", "month_share"]} />
    </Framed>
  );
}

function Line({ row, most }: { row: AudienceMonth; most: number }) {
  const change = (value: number | null) => (value === null ? "–" : rise(value));
  return (
    <tr class={isPicked("month", row.value) ? "picked" : ""}>
      <td><button type="button" class="value" aria-pressed={isPicked("month", row.value)} onClick={() => toggle("month", row.value)}>{month(String(row.value))}{row.complete ? "" : " *"}</button></td>
      <td>
        <svg class="bar" width={WIDTH} height={12} aria-hidden="true"><rect class={row.complete ? "mark" : "mark partial"} x={0} y={2} width={((row.per_day ?? 0) / most) * WIDTH} height={8} rx={1} /></svg>{" "}
        <span class="number" title={row.streams === null ? "" : `${full(row.streams)} ${t("streams").toLowerCase()}, ${row.days} ${t("audience_days")}`}>{row.suppressed ? t("suppressed") : compact(row.per_day ?? 0)}</span>
      </td>
      <td class={`digits ${row.rising ? "up" : ""}`}>{row.rising ? "▲ " : ""}{change(row.change)}</td>
      <td class="digits">{change(row.change_of_all)}</td>
      <td class="digits">{row.share === null ? "–" : percent(row.share)}</td>
    </tr>
  );
}

/** The complete month that rose most beyond everybody's, as a sentence. */
function finding(rows: AudienceMonth[]): string {
  const rising = rows.filter((row) => row.rising && row.complete);
  const best = rising.reduce((top, row) => (!top || beyond(row) > beyond(top) ? row : top), rising[0]);
  if (!best) return t("audience_no_rise");
  return t("finding_rise", { month: month(String(best.value)), change: rise(best.change ?? 0), all: rise(best.change_of_all ?? 0) });
}

/** By how much a month grew more than everybody's. */
const beyond = (row: AudienceMonth): number => (row.change ?? 0) - (row.change_of_all ?? 0);
